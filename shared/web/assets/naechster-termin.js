// For the city's homepage: shows the next free appointment beside a link that
// works without this file. See docs/homepage.md.
"use strict";

const TEXTS = {
  de: { next: "Nächster freier Termin: {} Uhr", none: "Zurzeit ist kein Termin frei." },
  en: { next: "Next free appointment: {}", none: "No appointment is free at the moment." },
};

customElements.define(
  "naechster-termin",
  class extends HTMLElement {
    async connectedCallback() {
      const link = this.querySelector("a");
      const address = link && new URL(link.href);
      if (!address?.searchParams.has("service")) return;
      const language = (this.closest("[lang]")?.lang ?? "de").slice(0, 2);
      const texts = TEXTS[language] ?? TEXTS.de;
      try {
        const answer = await fetch(address, { headers: { accept: "application/json" }, credentials: "omit" });
        if (!answer.ok) return;
        const { next_free: next } = await answer.json();
        // The wall clock of the office, wherever the reader is.
        const wall = next && new Date(`${next.slice(0, 19)}Z`);
        const shown = wall?.toLocaleString(language === "de" ? "de-DE" : "en-GB", {
          timeZone: "UTC", weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit",
        });
        this.querySelector("[data-next]")?.remove();
        const text = document.createElement("span");
        text.dataset.next = "";
        text.textContent = shown ? texts.next.replace("{}", shown) : texts.none;
        this.append(" ", text);
      } catch {
        // The link is there all the same.
      }
    }
  },
);
