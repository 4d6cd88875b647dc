//! A look into the windows of the client or of a browser, as a person sees and works them.

use std::path::Path;

use fantoccini::error::CmdError;
use fantoccini::{ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::wait::{try_until, until};

/// The windows of one program, seen through its driver. Commands go to one of them at a time.
pub(crate) struct Window {
    driver: fantoccini::Client,
}

impl Window {
    /// Lets the driver on a port start the client, and waits for its main window.
    pub(crate) async fn open(port: u16, program: &str) -> Self {
        Self::driven(port, json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } })).await
    }

    /// Lets the driver on a port start what it drives, and waits for its window.
    pub(crate) async fn driven(port: u16, capabilities: Value) -> Self {
        let Value::Object(capabilities) = capabilities else { unreachable!("an object was written") };
        let address = format!("http://127.0.0.1:{port}");
        let driver = until("the driver starts its program", async || {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&address)
                .await
                .ok()
        })
        .await;
        Self { driver }
    }

    /// Goes to an address.
    pub(crate) async fn visit(&self, address: &str) {
        self.driver.goto(address).await.unwrap();
    }

    /// Waits until these words can be read anywhere in the window.
    pub(crate) async fn wait_for_text(&self, text: &str) {
        let found = try_until(async || {
            let body = self.text().await;
            body.contains(text).then_some(())
        })
        .await;
        assert!(found.is_some(), "the window never said {text:?}, it says:\n{}", self.text().await);
    }

    /// Everything that can be read in the window.
    pub(crate) async fn text(&self) -> String {
        let script = "return document.body === null ? '' : document.body.innerText";
        match self.driver.execute(script, Vec::new()).await {
            Ok(Value::String(text)) => text,
            _ => String::new(),
        }
    }

    /// Clicks what has these words on it: a button, a link, a choice. Waits until it is there and can be clicked.
    pub(crate) async fn click_text(&self, text: &str) {
        let quoted = quote(text);
        let path = format!(
            "//*[self::button or self::a or self::label or @role='button' or @role='option' or @role='menuitem' \
             or @role='radio' or @role='tab' or @role='link'][contains(normalize-space(.), {quoted}) or \
             contains(@aria-label, {quoted})]"
        );
        self.click(Locator::XPath(&path), text).await;
    }

    /// Clicks an element; waits until it is there and can be clicked.
    pub(crate) async fn click(&self, locator: Locator<'_>, name: &str) {
        let clicked = try_until(async || {
            let element = self.visible(locator).await.ok()??;
            element.click().await.ok()
        })
        .await;
        assert!(clicked.is_some(), "{name:?} cannot be clicked, the window says:\n{}", self.text().await);
    }

    /// Types into the field with this label, in place of what it holds.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let filled = try_until(async || {
            let script = "const [label] = arguments; \
                const named = (field) => [...(field.labels ?? [])].some((l) => l.innerText.includes(label)) \
                  || (field.getAttribute('aria-label') ?? '').includes(label) \
                  || (field.getAttribute('aria-labelledby') ?? '').split(' ').some( \
                       (id) => document.getElementById(id)?.innerText.includes(label)); \
                const field = [...document.querySelectorAll('input, textarea, select')] \
                  .find((f) => named(f) && f.offsetParent !== null); \
                if (field === undefined) return false; \
                field.focus(); \
                if (typeof field.select === 'function') field.select(); \
                return true;";
            match self.driver.execute(script, vec![json!(label)]).await {
                Ok(Value::Bool(true)) => {}
                _ => return None,
            }
            let field = self.driver.active_element().await.ok()?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        })
        .await;
        assert!(
            filled.is_some(),
            "no field {label:?} can be filled, the window says:\n{}",
            self.text().await
        );
    }

    /// Presses keys where the keyboard is now; see [`fantoccini::key::Key`] for those that are no letters.
    pub(crate) async fn press(&self, keys: &str) {
        let element = self.driver.active_element().await.unwrap();
        // A key may close the window, and the driver then says that it is gone.
        let _ = element.send_keys(keys).await;
    }

    /// Runs a script in the window.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.unwrap()
    }

    /// Turns to the window whose address ends with this, such as `#/prompt`; waits until there is one.
    pub(crate) async fn turn_to(&self, end_of_address: &str) {
        until(&format!("there is a window at {end_of_address:?}"), async || {
            for handle in self.driver.windows().await.ok()? {
                self.driver.switch_to_window(handle).await.ok()?;
                if self.driver.current_url().await.ok()?.as_str().ends_with(end_of_address) {
                    return Some(());
                }
            }
            None
        })
        .await;
    }

    /// Takes a picture of the page.
    pub(crate) async fn screenshot(&self, file: &Path) {
        std::fs::write(file, self.driver.screenshot().await.unwrap()).unwrap();
    }

    /// Checks the page against the rules of accessibility.
    ///
    /// What was announced stays in its live region for some seconds and may speak of a button that is gone by then;
    /// it is left out.
    ///
    /// # Panics
    /// When it breaks one; the message says which, and where.
    pub(crate) async fn axe(&self) {
        let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("the front end's packages are installed");
        self.driver.execute(&axe, Vec::new()).await.unwrap();
        // For some seconds after a press, what is read aloud names a button that may be gone by now.
        until("nothing is being read aloud", async || {
            let named = "return document.querySelector('[data-live-announcer] [aria-labelledby]') === null";
            (self.run(named).await == true).then_some(())
        })
        .await;
        let run = "const done = arguments[arguments.length - 1]; \
            axe.run({ exclude: [['[data-live-announcer]']] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then( \
              (result) => done(result.violations.map((v) => `${v.id}: ${v.help}: ` \
                + v.nodes.map((n) => n.html).join(' | '))), \
              (error) => done([String(error)]));";
        let violations = self.driver.execute_async(run, Vec::new()).await.unwrap();
        assert_eq!(violations, json!([]), "accessibility");
    }

    async fn visible(&self, locator: Locator<'_>) -> Result<Option<Element>, CmdError> {
        for element in self.driver.find_all(locator).await? {
            if element.is_displayed().await? && element.is_enabled().await? {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }
}

/// XPath has no escapes: a text with both kinds of quotes is put together from pieces.
fn quote(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}
