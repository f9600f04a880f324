// Runs in every page of a visit in which a program acts for the customer: tells what is clicked and filled in.
(() => {
  const CONTROLS = "a[href], button, summary, [role=button], [role=link], input[type=submit], input[type=button]";
  const tidy = (text) => (text || "").replace(/\s+/g, " ").trim().slice(0, 120);
  const labels = (el) => [...(el.labels || [])].map((label) => label.innerText).join(" ");
  const own = (el) => el.innerText || (el.type === "submit" ? el.value : "") || el.placeholder || el.name || el.id;
  const name = (el) => tidy(el.getAttribute("aria-label")) || tidy(labels(el)) || tidy(own(el));
  const tell = (action, el, more = {}) => window.__cxsim_did?.({ action, target: name(el), ...more });

  let typed = null, text = "";  // the field that was typed into last, and what it held then
  function type(el) {  // told with every change, for nothing tells which is the last
    const held = el.value ?? el.innerText ?? "", again = el === typed;
    if (again && held === text) return;  // it was only left
    [typed, text] = [el, held];
    tell("fill", el, { length: held.length, again });
  }

  addEventListener("click", (event) => {
    const el = event.isTrusted && event.target.closest?.(CONTROLS);
    if (el) tell("click", el);
  }, true);
  addEventListener("change", (event) => {
    const el = event.target;
    if (el.localName === "select") tell("choose", el);
    else if (["checkbox", "radio"].includes(el.type)) tell("tick", el);
    else type(el);
  }, true);
  addEventListener("input", (event) => {
    if (!event.target.matches("select, [type=checkbox], [type=radio]")) type(event.target);
  }, true);
})();
