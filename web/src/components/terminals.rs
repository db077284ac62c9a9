//! What you would see: the programs' own words, the deciding lines lit.

use hurdles::detail::{DecisiveLine, Terminal};
use hurdles::report::{Report, Response};
use yew::{AttrValue, Callback, Html, html};

use super::copy_button::CopyButton;
use crate::state::{Action, State};
use crate::verdict::reason;

/// What the terminals need to know.
pub(crate) struct Props<'a> {
    pub(crate) state: &'a State,
    pub(crate) act: &'a Callback<Action>,
}

/// One stretch of a terminal: what was typed, what came.
struct Part {
    terminal: Terminal,
    prompt: String,
    text: String,
    /// What is said where nothing came.
    empty: &'static str,
}

/// The terminals side by side.
pub(crate) fn terminals(props: &Props) -> Html {
    let report = &props.state.report;
    html! {
        <section class="see" aria-labelledby="see-title">
            <h3 id="see-title">{ "What you would see" }</h3>
            <p class="hint"><code>{ "PID" }</code>{ ", " }<code>{ "TIME" }</code>{ ", " }<code>{ "N" }</code>{ " and " }<code>{ "0xADDR" }</code>{ " stand for what differs from run to run." }</p>
            <div class="terminals">
                { window(props, "Browser", &[browser(props)]) }
                { window(props, "nginx", &nginx(report)) }
                { window(props, "uWSGI", &[uwsgi(props)]) }
            </div>
        </section>
    }
}

fn browser(props: &Props) -> Part {
    let request = &props.state.scenario.request;
    let mut prompt = "$ curl -i".to_owned();
    if request.method != "GET" {
        prompt.push_str(&format!(" -X {}", request.method));
    }
    for header in &request.headers {
        prompt.push_str(&format!(" -H '{header}'"));
    }
    prompt.push_str(&format!(" {}", request.url));
    Part {
        terminal: Terminal::Browser,
        prompt,
        text: answer(&props.state.report.response),
        empty: "no answer",
    }
}

fn answer(response: &Response) -> String {
    let Some(status) = response.status else {
        return String::new();
    };
    let head = format!("HTTP/1.1 {status} {}", reason(status));
    let lines = std::iter::once(head.trim_end().to_owned()).chain(response.headers.iter().cloned());
    let head: Vec<String> = lines.collect();
    format!("{}\n\n{}", head.join("\n"), response.body)
}

fn nginx(report: &Report) -> [Part; 3] {
    let nginx = &report.nginx;
    let part = |terminal, prompt: &str, text: &str, empty| Part {
        terminal,
        prompt: prompt.to_owned(),
        text: text.to_owned(),
        empty,
    };
    [
        part(Terminal::NginxTest, "# nginx -t", &nginx.test, "nothing"),
        part(
            Terminal::ErrorLog,
            "# cat error.log",
            &nginx.error_log,
            "empty",
        ),
        part(
            Terminal::AccessLog,
            "# cat access.log",
            &nginx.access_log,
            "empty",
        ),
    ]
}

fn uwsgi(props: &Props) -> Part {
    let (scenario, uwsgi) = (&props.state.scenario, &props.state.report.uwsgi);
    let mut text = uwsgi.log.clone();
    if let Some(status) = uwsgi.exit {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("[exit status {status}]\n"));
    }
    Part {
        terminal: Terminal::Uwsgi,
        prompt: format!("$ {}", scenario.invocation.trim()),
        text,
        empty: "nothing",
    }
}

fn window(props: &Props, title: &'static str, parts: &[Part]) -> Html {
    let texts: Vec<String> = parts
        .iter()
        .map(|part| format!("{}\n{}", part.prompt, part.text.trim_end()))
        .collect();
    html! {
        <section class={format!("terminal {}", title.to_lowercase())} aria-label={format!("Terminal of {title}")}>
            <header><h4>{ title }</h4><CopyButton text={texts.join("\n")} label={AttrValue::from(format!("Copy the terminal of {title}"))} /></header>
            <pre tabindex="0" role="region" aria-label={format!("Output of {title}")}>{ for parts.iter().map(|part| stretch(props, part)) }</pre>
        </section>
    }
}

fn stretch(props: &Props, part: &Part) -> Html {
    let decisive = |line: usize| {
        let known = &props.state.detail.decisive;
        known
            .iter()
            .find(|known| known.terminal == part.terminal && known.line == line)
    };
    html! {
        <>
            <span class="line prompt">{ &part.prompt }{ "\n" }</span>
            if part.text.is_empty() { <span class="line none">{ format!("({})\n", part.empty) }</span> }
            { for part.text.lines().enumerate().map(|(index, text)| line(props, text, decisive(index))) }
        </>
    }
}

fn line(props: &Props, text: &str, decisive: Option<&DecisiveLine>) -> Html {
    let Some(DecisiveLine { finding, .. }) = decisive else {
        return html! { <span class="line">{ text }{ "\n" }</span> };
    };
    let finding = *finding;
    let is_red = props.state.cause() == Some(finding);
    let is_lit = props.state.chosen == Some(finding);
    let class = format!(
        "line decisive{}{}",
        if is_red { " red" } else { "" },
        if is_lit { " lit" } else { "" }
    );
    let onclick = props.act.reform(move |_| Action::Choose(finding));
    html! { <button type="button" {class} {onclick} title="Show the finding">{ text }{ "\n" }</button> }
}
