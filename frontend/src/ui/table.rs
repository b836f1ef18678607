//! Tables. On a narrow screen each row is a card: then every cell names its column.

use leptos::prelude::*;

use crate::i18n::{Text, t};

/// The cells of one row, in the order of the headings.
pub(crate) type Cells = Vec<AnyView>;

/// A table with its caption. The roles are explicit, because a table whose rows are cards has none.
#[component]
pub(crate) fn Table(
    caption: Text,
    heads: &'static [Text],
    rows: Vec<Cells>,
    /// The id of the row with this number, which can take the focus.
    #[prop(optional_no_strip)]
    named: Option<(usize, &'static str)>,
) -> impl IntoView {
    let head = |text: &Text| view! { <th role="columnheader" scope="col">{t(text.clone())}</th> };
    let line = |(number, cells): (usize, Cells)| {
        let id = named.filter(|(row, _)| *row == number).map(|(_, id)| id);
        let cells = cells.into_iter().zip(heads).map(|(cell, head)| {
            view! { <td role="cell" data-label=t(head.clone())>{cell}</td> }
        });
        view! { <tr role="row" id=id tabindex=id.map(|_| "-1")>{cells.collect_view()}</tr> }
    };
    let lines = rows.into_iter().enumerate().map(line).collect_view();
    view! {
        <table class="table" role="table">
            <caption>{t(caption)}</caption>
            <thead role="rowgroup">
                <tr role="row">{heads.iter().map(head).collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{lines}</tbody>
        </table>
    }
}
