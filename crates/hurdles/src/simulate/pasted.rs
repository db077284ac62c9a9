//! An invocation that is no shell line: a supervisor program that was pasted whole is installed and started; what describes
//! a container is known as such and not played.

use hurdles_machine::shell::{Complaint, ComplaintKind, Script};
use hurdles_machine::{Content, Context, Machine, NodeKind, Origin};
use hurdles_services::packages::Package;
use hurdles_source::{SourceId, Span};

use super::host::Host;
use crate::Scenario;
use crate::container::{self, Container};

/// What was pasted in place of a shell line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pasted {
    /// A supervisor configuration, with the name of its first program.
    Program {
        name: String,
        text: String,
        source: SourceId,
    },
    /// A Dockerfile or compose file.
    Container(Container, Span),
}

/// What an invocation is, where it is no shell line.
pub(super) fn of(scenario: &Scenario, source: SourceId) -> Option<Pasted> {
    let text = &scenario.invocation;
    let header = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("[program:")?.split_once(']'));
    if let Some((name, _)) = header {
        return Some(Pasted::Program {
            name: name.trim().to_owned(),
            text: text.clone(),
            source,
        });
    }
    let container = container::kind_of(text)?;
    let span = Span::new(source, 0, text.len());
    Some(Pasted::Container(container, span))
}

impl Host {
    /// Installs and starts what was pasted.
    pub(super) fn run_pasted(
        &mut self,
        machine: &mut Machine,
        pasted: &Pasted,
        root: &Context,
    ) -> Script {
        let mut script = Script {
            output: String::new(),
            status: Some(0),
            context: root.clone(),
            ran: Vec::new(),
            complaints: Vec::new(),
        };
        match pasted {
            Pasted::Container(container, span) => script.complaints.push(Complaint {
                span: *span,
                kind: ComplaintKind::NotSimulated(container.words().to_owned()),
            }),
            Pasted::Program { name, text, source } => {
                Package::Supervisor.install(machine);
                let content = Content::Text(text.as_str().into(), Some(*source));
                let path = format!("/etc/supervisor/conf.d/{}.conf", name.replace('/', "-"));
                let kind = NodeKind::File(content);
                machine.place(&path, kind, 0o644, (0, 0), Origin::Scenario(*source));
                let span = Span::new(*source, 0, text.len());
                self.start_supervisor_service(machine, span);
            }
        }
        script
    }
}
