//! Calling: functions with their parameters, classes, methods.

use std::rc::Rc;

use super::Vm;
use super::arguments::Arguments;
use crate::ast::{Function, Name};
use crate::dict::Dict;
use crate::frame::{Frame, FrameKind, Position};
use crate::heap::{DictId, FunctionData, FunctionId, GeneratorData};
use crate::value::{R, Stop, Value};

impl Vm {
    /// Calls a value with positional arguments.
    pub(crate) fn call_positional(&mut self, callee: &Value, arguments: Vec<Value>) -> R {
        self.call(callee, Arguments::of(arguments))
    }

    /// Calls a value.
    pub(crate) fn call(&mut self, callee: &Value, arguments: Arguments) -> R {
        self.step()?;
        match callee {
            Value::Function(id) => self.call_function(*id, arguments),
            Value::Method(pair) => {
                let arguments = arguments.prepend(pair.0.clone());
                self.call(&pair.1, arguments)
            }
            Value::Native(native) => (native.call)(self, arguments),
            Value::BuiltinMethod(pair) => {
                let (object, name) = (pair.0.clone(), pair.1.clone());
                self.builtin_method(&object, &name, arguments)
            }
            Value::Class(id) => self.instantiate(*id, arguments),
            Value::StaticMethod(inner) => self.call(&inner.as_ref().clone(), arguments),
            Value::Unknown(what) => {
                // Not knowing what it does, the arguments are not called either.
                Ok(Value::Unknown(what.clone()))
            }
            Value::Instance(_) => match self.special_method(callee, "__call__")? {
                Some(method) => self.call(&method, arguments),
                None => Err(self.not_callable(callee)),
            },
            _ => Err(self.not_callable(callee)),
        }
    }

    fn not_callable(&mut self, callee: &Value) -> Stop {
        let type_name = self.type_name(callee);
        self.error("TypeError", format!("'{type_name}' object is not callable"))
    }

    /// Whether `callable(value)`.
    pub(crate) fn is_callable(&mut self, value: &Value) -> bool {
        match value {
            Value::Function(_)
            | Value::Method(_)
            | Value::Native(_)
            | Value::BuiltinMethod(_)
            | Value::Class(_)
            | Value::Unknown(_) => true,
            Value::StaticMethod(_) => self.settings.version.minor >= 10,
            Value::Instance(_) => matches!(self.special_method(value, "__call__"), Ok(Some(_))),
            _ => false,
        }
    }

    /// Makes a function object of a definition in the running frame.
    pub(crate) fn make_function(&mut self, function: &Rc<Function>) -> R {
        let parameters = &function.parameters;
        let mut defaults = Vec::new();
        for parameter in &parameters.positional {
            defaults.push(match &parameter.default {
                Some(default) => Some(self.expr(default)?),
                None => None,
            });
        }
        let mut keyword_defaults = Vec::new();
        for parameter in &parameters.keyword_only {
            keyword_defaults.push(match &parameter.default {
                Some(default) => Some(self.expr(default)?),
                None => None,
            });
        }
        self.evaluate_annotations(function)?;
        let frame = self.frame();
        let mut enclosing: Vec<DictId> = Vec::new();
        if frame.kind == FrameKind::Function {
            enclosing.push(frame.locals);
        }
        enclosing.extend(frame.enclosing.iter());
        let qualname: Name = match frame.kind {
            FrameKind::Module => function.name.clone(),
            FrameKind::Class => Rc::from(format!("{}.{}", frame.qualname, function.name)),
            FrameKind::Function => {
                Rc::from(format!("{}.<locals>.{}", frame.qualname, function.name))
            }
        };
        let module = match self.heap.dict(frame.globals).name("__name__") {
            Some(Value::Str(name)) => name.clone(),
            _ => Rc::from(""),
        };
        let data = FunctionData {
            code: function.clone(),
            file: frame.file.clone(),
            qualname,
            module,
            globals: frame.globals,
            enclosing: Rc::from(enclosing),
            defaults: Rc::from(defaults),
            keyword_defaults: Rc::from(keyword_defaults),
            dict: None,
            class: frame.class,
        };
        Ok(Value::Function(self.heap.add_function(data)))
    }

    /// Annotations are evaluated at the definition, unless the module defers them (PEP 563); Python 3.14 always does.
    fn evaluate_annotations(&mut self, function: &Function) -> R<()> {
        let globals = self.frame().globals;
        if self.heap.dict(globals).name("annotations").is_some() {
            return Ok(());
        }
        let parameters = function
            .parameters
            .positional
            .iter()
            .chain(&function.parameters.keyword_only);
        for annotation in parameters.filter_map(|parameter| parameter.annotation.as_ref()) {
            self.expr(annotation)?;
        }
        if let Some(returns) = &function.returns {
            self.expr(returns)?;
        }
        Ok(())
    }

    fn call_function(&mut self, id: FunctionId, arguments: Arguments) -> R {
        let data = self.heap.function(id).clone();
        let locals = self.bind_arguments(&data, arguments)?;
        let frame = Frame {
            file: data.file.clone(),
            name: data.code.name.clone(),
            qualname: data.qualname.clone(),
            kind: FrameKind::Function,
            globals: data.globals,
            locals,
            enclosing: data.enclosing.clone(),
            function: Some(data.code.clone()),
            scope: None,
            position: Position::default(),
            class: data.class,
        };
        if data.code.is_generator || data.code.is_async {
            let state = Some(Self::suspended(frame, &data.code.body));
            return Ok(Value::Generator(self.heap.add_generator(GeneratorData {
                name: data.qualname.clone(),
                is_coroutine: data.code.is_async && !data.code.is_generator,
                state,
                started: false,
                result: Value::None,
            })));
        }
        self.run_frame(frame, &data.code.body)
    }

    /// The function's name as error messages have it: qualified since 3.10.
    fn shown_name(&self, data: &FunctionData) -> Name {
        if self.settings.version.minor >= 10 {
            data.qualname.clone()
        } else {
            data.code.name.clone()
        }
    }

    fn bind_arguments(&mut self, data: &FunctionData, arguments: Arguments) -> R<DictId> {
        let parameters = &data.code.parameters;
        let mut locals = Dict::default();
        let n_positional = parameters.positional.len();
        let given = arguments.positional.len();
        let mut positional = arguments.positional.into_iter();
        for (parameter, value) in parameters.positional.iter().zip(positional.by_ref()) {
            locals.set_shared(&parameter.name, value);
        }
        let surplus: Vec<Value> = positional.collect();
        let too_many = !surplus.is_empty() && parameters.star.is_none();
        let mut extra = Dict::default();
        for (key, value) in arguments.keywords {
            let by_keyword = parameters
                .positional
                .iter()
                .skip(parameters.n_positional_only);
            let known = by_keyword
                .chain(&parameters.keyword_only)
                .any(|parameter| parameter.name == key);
            if known {
                if locals.name(&key).is_some() {
                    let name = self.shown_name(data);
                    let message = format!("{name}() got multiple values for argument '{key}'");
                    return Err(self.error("TypeError", message));
                }
                locals.set_shared(&key, value);
            } else if parameters.double_star.is_some() {
                extra.set_shared(&key, value);
            } else {
                let name = self.shown_name(data);
                let positional_only = parameters
                    .positional
                    .iter()
                    .take(parameters.n_positional_only);
                let message = if positional_only
                    .map(|parameter| &parameter.name)
                    .any(|name| *name == key)
                {
                    format!(
                        "{name}() got some positional-only arguments passed as keyword arguments: '{key}'"
                    )
                } else {
                    format!("{name}() got an unexpected keyword argument '{key}'")
                };
                return Err(self.error("TypeError", message));
            }
        }
        if too_many {
            return Err(self.too_many_arguments(data, given, &locals));
        }
        let missing: Vec<Name> = Self::fill(&mut locals, &parameters.positional, &data.defaults);
        if !missing.is_empty() {
            return Err(self.missing_arguments(data, "positional", &missing));
        }
        debug_assert!(n_positional == parameters.positional.len());
        if let Some(star) = &parameters.star {
            locals.set_shared(star, Value::tuple(surplus));
        }
        let missing = Self::fill(
            &mut locals,
            &parameters.keyword_only,
            &data.keyword_defaults,
        );
        if !missing.is_empty() {
            return Err(self.missing_arguments(data, "keyword-only", &missing));
        }
        if let Some(double_star) = &parameters.double_star {
            let extra = self.new_dict(extra);
            locals.set_shared(double_star, extra);
        }
        Ok(self.heap.add_dict(locals))
    }

    /// Takes defaults for what was not given; the names that have none.
    fn fill(
        locals: &mut Dict,
        parameters: &[crate::ast::Parameter],
        defaults: &[Option<Value>],
    ) -> Vec<Name> {
        let mut missing = Vec::new();
        for (parameter, default) in parameters.iter().zip(defaults) {
            if locals.name(&parameter.name).is_some() {
                continue;
            }
            match default {
                Some(default) => locals.set_shared(&parameter.name, default.clone()),
                None => missing.push(parameter.name.clone()),
            }
        }
        missing
    }

    /// Words as in ceval.c, too_many_positional.
    fn too_many_arguments(&mut self, data: &FunctionData, given: usize, locals: &Dict) -> Stop {
        let parameters = &data.code.parameters;
        let takes = parameters.positional.len();
        let n_defaults = data.defaults.iter().flatten().count();
        let name = self.shown_name(data);
        let (plural, signature) = if n_defaults > 0 {
            (true, format!("from {} to {takes}", takes - n_defaults))
        } else {
            (takes != 1, takes.to_string())
        };
        let n_keyword = parameters
            .keyword_only
            .iter()
            .filter(|parameter| locals.name(&parameter.name).is_some())
            .count();
        let keyword = match n_keyword {
            0 => String::new(),
            n => format!(
                " positional argument{} (and {n} keyword-only argument{})",
                if given == 1 { "" } else { "s" },
                if n == 1 { "" } else { "s" }
            ),
        };
        let message = format!(
            "{name}() takes {signature} positional argument{} but {given}{keyword} {} given",
            if plural { "s" } else { "" },
            if given == 1 && n_keyword == 0 {
                "was"
            } else {
                "were"
            }
        );
        self.error("TypeError", message)
    }

    fn missing_arguments(&mut self, data: &FunctionData, kind: &str, missing: &[Name]) -> Stop {
        let quoted: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
        let list = match quoted.as_slice() {
            [one] => one.clone(),
            [first, second] => format!("{first} and {second}"),
            [before @ .., last] => format!("{}, and {last}", before.join(", ")),
            [] => String::new(),
        };
        let name = self.shown_name(data);
        let n_missing = missing.len();
        let plural = if n_missing == 1 { "" } else { "s" };
        let message =
            format!("{name}() missing {n_missing} required {kind} argument{plural}: {list}");
        self.error("TypeError", message)
    }
}
