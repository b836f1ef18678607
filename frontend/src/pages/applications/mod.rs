//! Applications: what a person sees between one of them and a sign-in, and the list of those that
//! learned something about the person (O13).

mod go_on;
mod list;
mod sign_out;
mod words;

pub(crate) use go_on::Continue;
pub(crate) use list::Applications;
pub(crate) use sign_out::SignOut;
