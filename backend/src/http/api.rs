//! Builds the routes and their description from one list, so that the two cannot differ.

use axum::{
    Router,
    response::Response,
    routing::{MethodRouter, delete, get, post},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};
use std::future::Future;
use vestibule_shared::{
    api::{Endpoint, FlowTime, Method, Move, Nothing},
    problem::Problem as WireProblem,
    staff::Role,
};

use super::{
    body::Body,
    lasting::{go_on, show_time},
    live::events,
    step::{Admitted, FlowView, Outcome, abandon, current, step},
};
use crate::{
    app::{App, problem::Problem},
    domain::stage::{Hangs, InStage},
    gateway::{signature::SIGNATURE, twilio},
    service::context::Context,
};

/// What a route requires of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Nothing.
    None,
    /// A flow at the right step; no person is signed in yet.
    Pre,
    /// A live session, or a sign-in in which the password was right.
    Caller,
    /// A live session, also one that may only set up a second factor.
    Enrol,
    /// A signed-in person who has nothing left to set up.
    Aal1,
    /// The same, with proof of an enrolled factor in the last ten minutes.
    Fresh,
    /// A staff member, in any role.
    Looks,
    /// A staff member who helps others, with a recent proof.
    Helps,
    /// An auditor or an administrator.
    Audits,
    /// An administrator, with a recent proof.
    Rules,
    /// A gateway that signs its reports.
    Gateway,
    /// A telephone company that signs its forms as Twilio does.
    Form,
}

impl Auth {
    /// Returns the value of `x-auth`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pre => "pre",
            Self::Caller => "caller",
            Self::Enrol => "enrol",
            Self::Aal1 => "aal1",
            Self::Fresh => "fresh",
            Self::Looks | Self::Helps | Self::Audits | Self::Rules => "staff",
            Self::Gateway | Self::Form => "gateway",
        }
    }

    /// Returns the roles that are allowed, where the route requires one.
    pub fn roles(self) -> Option<Vec<Role>> {
        let may: fn(Role) -> bool = match self {
            Self::Looks => |_| true,
            Self::Helps => Role::helps,
            Self::Audits => Role::audits,
            Self::Rules => Role::rules,
            _ => return None,
        };
        Some(Role::ALL.into_iter().filter(|role| may(*role)).collect())
    }

    /// Returns whether a factor must have been proved within ten minutes.
    pub const fn is_fresh(self) -> bool {
        matches!(self, Self::Fresh | Self::Helps | Self::Rules)
    }
}

/// One route, as the description shows it.
#[derive(Clone, Debug)]
pub struct Described {
    /// The path.
    pub path: &'static str,
    /// `get`, `post` or `delete`.
    pub method: &'static str,
    /// What it requires.
    pub auth: Auth,
    summary: String,
    request: Option<Schema>,
    response: Schema,
}

/// What is said about a route.
struct Operation<'a> {
    summary: &'a str,
    request: Option<Schema>,
    response: Schema,
}

impl<'a> Operation<'a> {
    /// Of a route without a body.
    fn answer(summary: &'a str, response: Schema) -> Self {
        Self { summary, request: None, response }
    }
}

/// The finished table: what a route requires decides where it is.
pub struct Table {
    /// The routes of our own pages.
    pub pages: Router<App>,
    /// The routes of programs.
    pub programs: Router<App>,
    /// Each route, as it is described.
    pub described: Vec<Described>,
    /// The description as OpenAPI.
    pub document: Value,
}

/// The routes under `/api`, and their description.
pub struct Api {
    pages: Router<App>,
    programs: Router<App>,
    schemas: SchemaGenerator,
    described: Vec<Described>,
}

impl Default for Api {
    fn default() -> Self {
        let schemas = SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = "/components/schemas".into())
            .into_generator();
        let (pages, programs) = (Router::new(), Router::new());
        Self { pages, programs, schemas, described: vec![] }
    }
}

impl Api {
    /// Adds the current step of a wizard, and abandoning its flow.
    #[must_use]
    pub fn wizard<W: FlowView<Step: JsonSchema>>(mut self) -> Self {
        let routes = get(current::<W>).merge(delete(abandon::<W>));
        let step = self.schemas.subschema_for::<W::Step>();
        let auth = match W::HANGS {
            Hangs::OnVisit => Auth::None,
            Hangs::OnSession => Auth::Fresh,
        };
        self.describe(
            W::PATH,
            "get",
            auth,
            Operation::answer("The current step of the flow", step.clone()),
        );
        self.describe(W::PATH, "delete", auth, Operation::answer("Abandons the flow", step));
        let stream = self.schemas.subschema_for::<Nothing>();
        self.describe(
            W::EVENTS,
            "get",
            auth,
            Operation::answer("An event at each change (SSE)", stream),
        );
        let alive = match W::HANGS {
            Hangs::OnVisit => Auth::None,
            Hangs::OnSession => Auth::Enrol,
        };
        let time = self.schemas.subschema_for::<FlowTime>();
        let nothing = Some(self.schemas.subschema_for::<Nothing>());
        self.describe(
            W::TIME,
            "get",
            alive,
            Operation::answer("How long the flow is kept", time.clone()),
        );
        let longer = Operation {
            summary: "Keeps the flow for as long again",
            request: nothing,
            response: time,
        };
        self.describe(W::TIME, "post", alive, longer);
        self.route(W::PATH, routes)
            .route(W::EVENTS, get(events::<W>))
            .route(W::TIME, get(show_time::<W>).merge(post(go_on::<W>)))
    }

    /// Adds one move of a wizard.
    #[must_use]
    pub fn step<W, M, S, N, F, Fut>(mut self, run: F) -> Self
    where
        W: FlowView<Step: JsonSchema>,
        M: Move<Wizard = W> + JsonSchema,
        S: InStage<W, View = M::From>,
        N: InStage<W, View = M::To>,
        F: Fn(Context, S, M) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Outcome<N, S>, Problem>> + Send,
    {
        let request = self.schemas.subschema_for::<M>();
        let response = self.schemas.subschema_for::<W::Step>();
        let summary = W::TRANSITIONS
            .iter()
            .find(|line| line.path == M::PATH)
            .map(|line| format!("{}: {} to {}", line.by, line.from, line.to.join(" or ")));
        let summary = summary.unwrap_or_default();
        let auth = match W::HANGS {
            Hangs::OnVisit => Auth::Pre,
            Hangs::OnSession => Auth::Fresh,
        };
        self.describe(
            M::PATH,
            "post",
            auth,
            Operation { summary: &summary, request: Some(request), response },
        );
        let handler =
            async move |who: Admitted<W>, Body(command): Body<M>| -> Result<Response, Problem> {
                step::<W, M, S, N, F, Fut>(who.cx, command, run).await
            };
        self.route(M::PATH, post(handler))
    }

    /// Adds one move that only changes the stage.
    #[must_use]
    pub fn change<W, M, S, N>(
        self,
        run: impl Fn(&Context, S, M) -> N + Clone + Send + Sync + 'static,
    ) -> Self
    where
        W: FlowView<Step: JsonSchema>,
        M: Move<Wizard = W> + JsonSchema,
        S: InStage<W, View = M::From> + Send,
        N: InStage<W, View = M::To> + Send,
    {
        self.step(move |cx: Context, from: S, command: M| {
            let next = run(&cx, from, command);
            async move { Ok(Outcome::Moved(cx.app.db.write().await?, next)) }
        })
    }

    /// Adds a route outside of any wizard.
    #[must_use]
    pub fn endpoint<E>(mut self, auth: Auth, summary: &str, handler: MethodRouter<App>) -> Self
    where
        E: Endpoint<Request: JsonSchema, Response: JsonSchema>,
    {
        let response = self.schemas.subschema_for::<E::Response>();
        let (method, request) = match E::METHOD {
            Method::Get => ("get", None),
            Method::Post => ("post", Some(self.schemas.subschema_for::<E::Request>())),
            Method::Delete => ("delete", None),
        };
        self.describe(E::PATH, method, auth, Operation { summary, request, response });
        match auth {
            Auth::Gateway | Auth::Form => self.program(E::PATH, handler),
            _ => self.route(E::PATH, handler),
        }
    }

    fn route(mut self, path: &'static str, routes: MethodRouter<App>) -> Self {
        self.pages = self.pages.route(path, routes);
        self
    }

    /// A route that programs call: they have no cookie, and sign their requests.
    fn program(mut self, path: &'static str, routes: MethodRouter<App>) -> Self {
        self.programs = self.programs.route(path, routes);
        self
    }

    /// Adds a route to which a telephone company posts forms, and from which it reads markup.
    #[must_use]
    pub fn form(mut self, path: &'static str, summary: &str, handler: MethodRouter<App>) -> Self {
        let any = || schemars::json_schema!({ "type": "object" });
        self.describe(
            path,
            "post",
            Auth::Form,
            Operation { summary, request: Some(any()), response: any() },
        );
        self.program(path, handler)
    }

    fn describe(
        &mut self,
        path: &'static str,
        method: &'static str,
        auth: Auth,
        Operation { summary, request, response }: Operation<'_>,
    ) {
        let summary = summary.to_owned();
        self.described.push(Described { path, method, auth, summary, request, response });
    }

    /// Returns the routes, each with its description.
    pub fn finish(mut self) -> Table {
        let problem = self.schemas.subschema_for::<WireProblem<Value>>();
        let mut paths = serde_json::Map::new();
        for route in &self.described {
            let item = paths.entry(route.path).or_insert_with(|| json!({}));
            item[route.method] = operation(route, &problem);
        }
        let mut schemas = self.schemas.take_definitions(true);
        schemas.sort_keys();
        let document = json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Vestibule",
                "version": env!("CARGO_PKG_VERSION"),
                "description": "Registration, activation and sign-in. State-changing calls need \
                    `Content-Type: application/json` (where they have a body), the header `x-vestibule: 1` and \
                    to come from the same origin. Times are unix milliseconds, durations seconds. Errors are \
                    application/problem+json with a `code`.",
            },
            "paths": paths,
            "components": { "schemas": schemas },
        });
        Table { pages: self.pages, programs: self.programs, described: self.described, document }
    }
}

fn operation(route: &Described, problem: &Schema) -> Value {
    let (sends, gets) = match route.auth {
        Auth::Form => ("application/x-www-form-urlencoded", "text/xml"),
        _ => ("application/json", "application/json"),
    };
    let mut operation = json!({
        "summary": route.summary,
        "x-auth": route.auth.name(),
        "x-fresh": route.auth.is_fresh(),
        "responses": {
            "200": {
                "description": "What holds now",
                "content": { gets: { "schema": route.response } },
            },
            "default": {
                "description": "What went wrong",
                "content": { "application/problem+json": { "schema": problem } },
            },
        },
    });
    if let Some(roles) = route.auth.roles() {
        operation["x-roles"] = json!(roles);
    }
    if let Some(request) = &route.request {
        operation["requestBody"] = json!({
            "required": true,
            "content": { sends: { "schema": request } },
        });
    }
    let header = match (route.auth, route.method) {
        (_, "get") => return operation,
        (Auth::Gateway, _) => (SIGNATURE, json!({ "type": "string" })),
        (Auth::Form, _) => (twilio::SIGNATURE, json!({ "type": "string" })),
        _ => ("x-vestibule", json!({ "const": "1" })),
    };
    operation["parameters"] =
        json!([{ "name": header.0, "in": "header", "required": true, "schema": header.1 }]);
    operation
}
