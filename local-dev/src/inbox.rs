//! Where all mails of the city arrive, kept with the data.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::files;
use crate::mime::Mail;

/// The inbox of the whole city. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Inbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    count: watch::Sender<usize>,
}

#[derive(Debug)]
struct State {
    mails: Vec<Mail>,
    faults: VecDeque<Fault>,
    returned: Vec<Value>,
    file: Option<File>,
}

/// How sending a mail goes wrong, for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Refused, because too many were sent.
    Throttled,
    /// Refused, because the service is broken.
    Broken,
    /// Accepted, but the sender never learns of it.
    AnswerLost,
}

/// A mail as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sent {
    /// A whole message.
    Raw { to: Vec<String>, base64: String },
    /// Subject and texts.
    Simple(Mail),
}

impl Sent {
    fn read(&self) -> Mail {
        match self {
            Self::Simple(mail) => mail.clone(),
            Self::Raw { to, base64 } => {
                Mail::parse(&STANDARD.decode(base64).unwrap_or_default(), to)
            }
        }
    }
}

impl Inbox {
    /// An inbox kept in this file, one mail a line, or only in memory.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or opened.
    pub fn open(path: Option<PathBuf>) -> io::Result<Self> {
        let kept = path.as_deref().map(files::read).transpose()?.flatten().unwrap_or_default();
        // A last line without an end was never acknowledged: its writer died.
        let whole = kept.rfind('\n').map_or("", |end| &kept[..=end]);
        let mails = whole.lines().map(|line| Ok(serde_json::from_str::<Sent>(line)?.read()));
        let mails = mails.collect::<io::Result<Vec<_>>>()?;
        let file = path.map(|path| {
            let file = File::options().create(true).append(true).open(path)?;
            file.set_len(whole.len() as u64)?;
            io::Result::Ok(file)
        });
        let (count, _) = watch::channel(mails.len());
        let state =
            State { mails, faults: VecDeque::new(), returned: Vec::new(), file: file.transpose()? };
        Ok(Self(Arc::new(Inner { state: Mutex::new(state), count })))
    }

    /// All mails, newest last.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.lock().mails.clone()
    }

    /// Waits until at least this many mails have arrived in all.
    pub async fn has(&self, count: usize) {
        // It ends only with the inbox, which this borrow keeps alive.
        _ = self.0.count.subscribe().wait_for(|arrived| *arrived >= count).await;
    }

    /// Lets the next `times` mails go wrong, after the faults already waiting.
    pub fn fail(&self, fault: Fault, times: usize) {
        self.lock().faults.extend(std::iter::repeat_n(fault, times));
    }

    /// Forgets all faults that have not happened yet.
    pub fn heal(&self) {
        self.lock().faults.clear();
    }

    /// Takes a mail in; it is kept before this returns.
    pub(crate) fn receive(&self, sent: &Sent) -> io::Result<Option<Fault>> {
        let mut state = self.lock();
        let fault = state.faults.pop_front();
        if let Some(Fault::Throttled | Fault::Broken) = fault {
            return Ok(fault);
        }
        if let Some(file) = &mut state.file {
            let mut line = serde_json::to_vec(sent)?;
            line.push(b'\n');
            file.write_all(&line)?;
            file.sync_data()?;
        }
        state.mails.push(sent.read());
        self.0.count.send_replace(state.mails.len());
        Ok(fault)
    }

    /// What SES tells of the mails that came back since it was last asked.
    pub(crate) fn returned(&self) -> Vec<Value> {
        std::mem::take(&mut self.lock().returned)
    }

    /// Lets a mail come back.
    pub(crate) fn come_back(&self, told: Value) {
        self.lock().returned.push(told);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(subject: &str) -> Sent {
        Sent::Simple(Mail { subject: subject.to_owned(), ..Mail::default() })
    }

    #[tokio::test]
    async fn mails_survive_and_a_torn_last_line_does_no_harm() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("mails.jsonl");
        let inbox = Inbox::open(Some(path.clone())).unwrap();
        assert_eq!(inbox.receive(&mail("one")).unwrap(), None);
        let raw = STANDARD.encode("Subject: two\r\n\r\nGruss\r\n");
        let raw = Sent::Raw { to: vec!["a@example.org".into()], base64: raw };
        assert_eq!(inbox.receive(&raw).unwrap(), None);
        drop(inbox);
        File::options().append(true).open(&path).unwrap().write_all(b"{\"simple\":{\"to").unwrap();

        let inbox = Inbox::open(Some(path.clone())).unwrap();
        assert_eq!(inbox.receive(&mail("three")).unwrap(), None);
        inbox.has(3).await;
        let mails = Inbox::open(Some(path)).unwrap().mails();
        let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(subjects, ["one", "two", "three"]);
        assert_eq!((&*mails[1].to, mails[1].text.trim_end()), ("a@example.org", "Gruss"));
    }
}
