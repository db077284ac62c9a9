//! Turning the machine off: nothing runs, and what lies in memory alone is gone.

use hurdles_machine::{Machine, NodeKind};

use crate::simulate::host::Host;

/// Ends everything that runs and empties `/run` and `/tmp` but for what the system makes anew.
pub(super) fn turn_off(host: &mut Host, machine: &mut Machine) {
    let running: Vec<_> = (host.uwsgi.iter())
        .filter(|run| run.instance.is_running())
        .map(|run| run.instance.process)
        .collect();
    for process in running {
        host.deliver(machine, process, 9);
    }
    host.nginx = None;
    let processes: Vec<_> = machine
        .processes()
        .iter()
        .map(|process| process.id)
        .collect();
    for process in processes {
        machine.end_process(process);
    }
    let stock = hurdles_machine::stock::machine(&machine.system);
    for folder in ["/run", "/tmp"] {
        let kept: Vec<_> = (stock.as_ref())
            .and_then(|stock| {
                let id = stock.find(folder)?;
                match &stock.node(id).kind {
                    NodeKind::Directory(entries) => Some(entries.keys().cloned().collect()),
                    _ => None,
                }
            })
            .unwrap_or_default();
        let Some(id) = machine.find(folder) else {
            continue;
        };
        if let NodeKind::Directory(entries) = &mut machine.node_mut(id).kind {
            entries.retain(|name, _| kept.contains(name));
        }
    }
    let context = super::root();
    hurdles_nginx::run(machine, &context, &["nginx"], &mut host.nginx);
}
