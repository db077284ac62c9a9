//! Calling a WSGI app as a server written in C does (PEP 3333; plugins/python/wsgi_subhandler.c and wsgi_headers.c of uWSGI).

use crate::Raised;
use crate::dict::Dict;
use crate::frame::{Frame, FrameKind, Position};
use crate::heap::InstanceId;
use crate::value::{R, Stop, Value};
use crate::vm::{Arguments, Vm};

/// The request's variables as the server puts them into `environ`, in their order.
pub type WsgiEnviron = Vec<(String, String)>;

/// What the server says of itself in `environ`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WsgiServer {
    /// `wsgi.multithread`.
    pub multithread: bool,
    /// `wsgi.multiprocess`.
    pub multiprocess: bool,
    /// `wsgi.url_scheme`.
    pub url_scheme: String,
    /// The request's body.
    pub body: Vec<u8>,
    /// `uwsgi.version`.
    pub version: String,
    /// The host's name, for `uwsgi.node`.
    pub node: String,
}

/// One thing that the app's iterable gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Bytes, which are sent.
    Bytes(Vec<u8>),
    /// Something else: what `repr()` says of it.
    Other(String),
}

/// What came of one call of the app.
#[derive(Clone, Debug, PartialEq)]
pub struct WsgiAnswer {
    /// The status as given to `start_response`, if it got that far.
    pub status: Option<String>,
    /// The headers that were accepted.
    pub headers: Vec<(String, String)>,
    /// What the iterable gave, in order; one item when the app returned bytes directly.
    pub items: Vec<Item>,
    /// The exception that ended it, with its text.
    pub raised: Option<Raised>,
    /// An exception that the framework made an error page of.
    pub handled: Option<Raised>,
    /// An exception of the iterable's `close()`.
    pub close_raised: Option<Raised>,
    /// What was written to `wsgi.errors` and standard output, in order.
    pub output: String,
    /// Seconds slept in all.
    pub seconds: f64,
    /// The process ended with this status (`sys.exit`, `os._exit`).
    pub exited: Option<i32>,
    /// Set when some of its text is not known.
    pub unknown: Option<String>,
    /// Set when what it is rests on something that is not simulated: it may be another answer.
    pub doubt: Option<String>,
}

/// What `start_response` and `write` were given during a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResponseState {
    pub(crate) status: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) written: Vec<Item>,
    pub(crate) unknown: Option<String>,
}

impl Vm {
    /// `start_response(status, headers, exc_info=None)`.
    pub(crate) fn start_response(&mut self, arguments: &Arguments) -> R {
        let given = arguments.len();
        if given < 2 {
            let message = "start_response() takes at least 2 arguments";
            return Err(self.error("TypeError", message));
        }
        let status = self.need(arguments, 0, "start_response")?;
        let headers = self.need(arguments, 1, "start_response")?;
        let status = match self.text_of(&status) {
            Some(status) => status,
            None if matches!(status, Value::Unknown(_)) => {
                self.response.unknown = Some("the response's status".to_owned());
                "200 OK".to_owned()
            }
            None => return Err(self.error("TypeError", "http status must be a string")),
        };
        self.response.status = Some(status);
        self.response.headers.clear();
        let list = match headers {
            Value::List(id) => self.heap.list(id).clone(),
            Value::Unknown(_) => {
                self.response.unknown = Some("the response's headers".to_owned());
                Vec::new()
            }
            _ => return Err(self.error("TypeError", "http headers must be in a python list")),
        };
        for header in list {
            let Value::Tuple(pair) = header else {
                return Err(self.error("TypeError", "http header must be defined in a tuple"));
            };
            let mut texts = Vec::new();
            for (number, part) in pair.iter().take(2).enumerate() {
                if let Value::Unknown(what) = part {
                    self.response.unknown = Some(what.to_string());
                    continue;
                }
                let Some(text) = self.text_of(part) else {
                    let message = if number == 0 {
                        "http header key must be a string"
                    } else {
                        "http header value must be a string"
                    };
                    return Err(self.error("TypeError", message));
                };
                if text.chars().any(|c| c as u32 > 0xff) {
                    return Err(self.error("TypeError", "http header must be encodable in latin1"));
                }
                texts.push(text);
            }
            if let [name, value] = texts.as_slice() {
                self.response.headers.push((name.clone(), value.clone()));
            }
        }
        self.response_write(arguments)
    }

    /// What `start_response` returns.
    fn response_write(&mut self, arguments: &Arguments) -> R {
        if let Some(Value::Tuple(given)) = arguments.get(2)
            && let Some(Value::Instance(cause)) = given.get(1)
        {
            return Err(self.restored(*cause));
        }
        let module = self.import("_hurdles")?;
        self.attribute(&module, "response_write")
    }

    /// The server gives the exception of `exc_info` back to Python to have it logged (`py_uwsgi_spit`), and Python takes
    /// that for a call that both returned and failed: nothing more comes of the request.
    fn restored(&mut self, cause: InstanceId) -> Stop {
        let message = "<built-in function uwsgi_spit> returned a result with an exception set";
        let stop = self.error("SystemError", message);
        if let Stop::Raise(id) = &stop
            && let Some(data) = &mut self.heap.instance_mut(*id).exception
        {
            data.cause = Some(Value::Instance(cause));
        }
        stop
    }

    fn text_of(&self, value: &Value) -> Option<String> {
        match value {
            Value::Str(text) => Some(text.to_string()),
            Value::Instance(id) => match &self.heap.instance(*id).inner {
                Some(Value::Str(text)) => Some(text.to_string()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Calls an app and runs through what it returns.
    pub(crate) fn serve(
        &mut self,
        app: &Value,
        environ: &WsgiEnviron,
        server: &WsgiServer,
    ) -> WsgiAnswer {
        self.steps = 0;
        self.response = ResponseState::default();
        self.seconds = 0.0;
        self.undecided = None;
        let mut items = Vec::new();
        let mut close_raised = None;
        let result = self.environ_of(environ, server).and_then(|environ| {
            let module = self.import("_hurdles")?;
            let start_response = self.attribute(&module, "start_response")?;
            let result = self.call_positional(app, vec![environ, start_response])?;
            if let Value::Unknown(what) = &result {
                return Err(Stop::Beyond(what.clone()));
            }
            let outcome = self.run_through(&result, &mut items);
            close_raised = self.close(&result);
            outcome
        });
        let raised = match result {
            Ok(()) => None,
            Err(stop) => Some(self.raised(stop)),
        };
        let mut sent = std::mem::take(&mut self.response.written);
        sent.append(&mut items);
        let exited = raised.as_ref().and_then(|raised| raised.exit);
        let beyond = raised.as_ref().and_then(|raised| raised.unknown.clone());
        let doubt = beyond.or_else(|| Some(self.undecided.take()?.what));
        WsgiAnswer {
            status: self.response.status.take(),
            headers: std::mem::take(&mut self.response.headers),
            items: sent,
            raised: raised.filter(|raised| raised.exit.is_none() && raised.unknown.is_none()),
            handled: self.handled_by_framework.take(),
            close_raised,
            output: std::mem::take(&mut self.streams.done),
            seconds: std::mem::take(&mut self.seconds),
            exited,
            unknown: self.response.unknown.take(),
            doubt,
        }
    }

    fn environ_of(&mut self, environ: &WsgiEnviron, server: &WsgiServer) -> R {
        let mut dict = Dict::default();
        for (name, value) in environ {
            dict.set_name(name, Value::str(value));
        }
        let version = Value::tuple(vec![Value::Int(1), Value::Int(0)]);
        let values = [
            ("wsgi.file_wrapper", self.unknown("wsgi.file_wrapper")),
            ("wsgi.version", version),
            ("wsgi.errors", self.stream_object("errors")?),
            ("wsgi.run_once", Value::Bool(false)),
            ("wsgi.multithread", Value::Bool(server.multithread)),
            ("wsgi.multiprocess", Value::Bool(server.multiprocess)),
            ("wsgi.url_scheme", Value::str(&server.url_scheme)),
            ("uwsgi.version", Value::bytes(server.version.as_bytes())),
            ("uwsgi.node", Value::bytes(server.node.as_bytes())),
        ];
        for (name, value) in values {
            dict.set_name(name, value);
        }
        let module = self.import("_hurdles_io")?;
        let class = self.attribute(&module, "BytesIO")?;
        let input = self.call_positional(&class, vec![Value::bytes(&server.body)])?;
        dict.set_name("wsgi.input", input);
        Ok(self.new_dict(dict))
    }

    /// An object of the model of streams.
    fn stream_object(&mut self, name: &str) -> R {
        let module = self.import("_hurdles_io")?;
        self.attribute(&module, name)
    }

    fn run_through(&mut self, result: &Value, items: &mut Vec<Item>) -> R<()> {
        if self.has_bytearray {
            // The server sends `bytes` and leaves a `bytearray` out.
            let what = "which of the parts of the body are `bytearray` and so not sent";
            self.response.unknown = Some(what.to_owned());
        }
        if let Value::Bytes(bytes) = result {
            items.push(Item::Bytes(bytes.to_vec()));
            return Ok(());
        }
        let iterator = self.iter(result)?;
        while let Some(item) = self.next(&iterator)? {
            match item {
                Value::Bytes(bytes) => items.push(Item::Bytes(bytes.to_vec())),
                Value::Unknown(what) => self.response.unknown = Some(what.to_string()),
                other => {
                    let shown = self.repr(&other)?;
                    items.push(Item::Other(shown));
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, result: &Value) -> Option<Raised> {
        if !matches!(result, Value::Instance(_) | Value::Generator(_)) {
            return None;
        }
        let closed = self
            .optional_attribute(result, "close")
            .and_then(|close| match close {
                Some(close) => self.call_positional(&close, Vec::new()).map(|_| ()),
                None => Ok(()),
            });
        closed.err().map(|stop| self.raised(stop))
    }

    /// A frame for code that is called from C: it never shows in a traceback, as no code runs in it.
    pub(crate) fn outer_frame(&mut self) -> Frame {
        let globals = self.heap.add_dict(Dict::default());
        Frame {
            file: crate::library::no_file(),
            name: "<C>".into(),
            qualname: "<C>".into(),
            kind: FrameKind::Module,
            globals,
            locals: globals,
            enclosing: std::rc::Rc::from([]),
            function: None,
            scope: None,
            position: Position::default(),
            class: None,
        }
    }
}
