//! Buffers of an upstream module that do not fit one another (`ngx_http_uwsgi_merge_loc_conf` and its kin).

use crate::check::Checked;
use crate::parse::Reading;
use crate::problem::{Problem, ProblemKind};
use crate::settings::Chain;
use crate::tree::{BlockKind, DirectiveId};
use crate::value;

/// A memory page: the default of each buffer.
const PAGE: u64 = 4096;

pub(super) fn check(reading: &Reading<'_>, http: DirectiveId) -> Checked {
    for module in ["proxy", "fastcgi", "uwsgi", "scgi"] {
        cache_zone(reading, http, module)?;
        let suffixes = [
            "_buffer_size",
            "_buffers",
            "_busy_buffers_size",
            "_temp_file_write_size",
            "_max_temp_file_size",
        ];
        let names = suffixes.map(|suffix| format!("{module}{suffix}"));
        let is_used = reading
            .tree
            .iter()
            .any(|(_, directive)| names.contains(&directive.name.text));
        if !is_used {
            continue;
        }
        let blocks = reading.tree.iter().filter(|(_, directive)| {
            // What a block sets nothing of it has from one around it, where it was checked.
            let may_set = matches!(
                directive.block,
                Some(
                    BlockKind::Http
                        | BlockKind::Server
                        | BlockKind::Location
                        | BlockKind::IfInLocation
                )
            );
            let mut children = directive.children.iter().flatten();
            may_set && children.any(|id| names.contains(&reading.tree.get(*id).name.text))
        });
        for (id, _) in blocks {
            let chain = Chain::of(&reading.tree, id);
            if let Some(text) = fault(&chain, module) {
                let place = reading.tree.get(http).close.clone();
                let set_by = names.iter().find_map(|name| chain.find(name));
                let blame = set_by.and_then(|id| reading.tree.get(id).place.span);
                let problem = Problem::emerg(ProblemKind::Buffers { text }, place);
                return Err(problem.blaming(blame));
            }
        }
    }
    Ok(())
}

/// A cache needs its zone, whoever names it first.
fn cache_zone(reading: &Reading<'_>, http: DirectiveId, module: &str) -> Checked {
    let (cache, path) = (format!("{module}_cache"), format!("{module}_cache_path"));
    let mut uses = reading.tree.iter().filter(|(_, used)| used.is(&cache));
    let is_unknown = |zone: &str| {
        let mut paths = reading.tree.iter().filter(|(_, given)| given.is(&path));
        zone != "off"
            && !zone.contains('$')
            && !paths.any(|(_, given)| {
                given.texts().any(|text| {
                    text.strip_prefix("keys_zone=")
                        .and_then(|rest| rest.split_once(':'))
                        .is_some_and(|(name, _)| name == zone)
                })
            })
    };
    let unknown = uses.find_map(|(_, used)| used.argument(0).filter(|zone| is_unknown(zone)));
    match unknown {
        Some(zone) => {
            let text = format!("\"{cache}\" zone \"{zone}\" is unknown");
            let place = reading.tree.get(http).close.clone();
            Err(Problem::emerg(ProblemKind::Buffers { text }, place))
        }
        None => Ok(()),
    }
}

fn fault(chain: &Chain<'_>, module: &str) -> Option<String> {
    let size_of = |name: &str, default: u64| {
        chain
            .argument(&format!("{module}{name}"), 0)
            .and_then(|text| value::size(text, true))
            .unwrap_or(default)
    };
    let first = size_of("_buffer_size", PAGE);
    let buffers = format!("{module}_buffers");
    let count = chain
        .argument(&buffers, 0)
        .and_then(value::number)
        .unwrap_or(8);
    let each = chain
        .argument(&buffers, 1)
        .and_then(|text| value::size(text, false))
        .unwrap_or(PAGE);
    if count < 2 {
        return Some(format!("there must be at least 2 \"{buffers}\""));
    }
    let largest = first.max(each);
    let enough = format!(
        "must be equal to or greater than the maximum of the value of \"{module}_buffer_size\" and one of the \"{buffers}\""
    );
    let busy = size_of("_busy_buffers_size", largest.saturating_mul(2));
    if busy < largest {
        return Some(format!("\"{module}_busy_buffers_size\" {enough}"));
    }
    if busy > (count - 1).saturating_mul(each) {
        return Some(format!(
            "\"{module}_busy_buffers_size\" must be less than the size of all \"{buffers}\" minus one buffer"
        ));
    }
    let write = size_of("_temp_file_write_size", largest.saturating_mul(2));
    if write < largest {
        return Some(format!("\"{module}_temp_file_write_size\" {enough}"));
    }
    let file = size_of("_max_temp_file_size", 1 << 30);
    if file != 0 && file < largest {
        return Some(format!(
            "\"{module}_max_temp_file_size\" must be equal to zero to disable temporary files usage or must be equal to or greater than the maximum of the value of \"{module}_buffer_size\" and one of the \"{buffers}\""
        ));
    }
    None
}
