// Runs in every page before its own scripts: counts what is still under way, so that nobody looks too early.
(() => {
  const state = { pending: 0, changed: 0, calls: {} };
  Object.defineProperty(window, "__cxsim", { value: state, configurable: true });
  const done = () => { state.pending--; state.changed = performance.now(); };
  const fetch_ = window.fetch;
  if (fetch_) window.fetch = function fetch(...a) { state.pending++; const p = fetch_.apply(this, a); p.then(done, done); return p; };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...a) { state.pending++; this.addEventListener("loadend", done, { once: true }); return send.apply(this, a); };
  const options = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["hidden", "open", "aria-hidden", "aria-invalid", "aria-expanded"] };
  new MutationObserver(() => { state.changed = performance.now(); }).observe(document, options);
})();
