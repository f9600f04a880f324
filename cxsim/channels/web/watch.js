// Runs in every page before its own scripts: notes what is still under way, so that nobody looks too early.
(() => {
  const state = { pending: 0, changed: 0, leaving: 0, calls: {} };
  Object.defineProperty(window, "__cxsim", { value: state, configurable: true });

  // requests of scripts
  const done = () => { state.pending--; state.changed = performance.now(); };
  const fetching = window.fetch;
  if (fetching) window.fetch = function fetch(...asked) {
    state.pending++;
    const answer = fetching.apply(this, asked);
    answer.then(done, done);
    return answer;
  };
  const sending = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function send(...sent) {
    state.pending++;
    this.addEventListener("loadend", done, { once: true });
    return sending.apply(this, sent);
  };

  // changes of the page
  const attributeFilter = ["hidden", "open", "aria-hidden", "aria-invalid", "aria-expanded"];
  const watched = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter };
  new MutationObserver(() => { state.changed = performance.now(); }).observe(document, watched);

  // the way to another page: until it comes, the old one still answers
  const leave = () => { state.leaving = performance.now(); };
  addEventListener("submit", (event) => {
    const target = event.submitter?.formTarget || event.target.target;
    if (!event.defaultPrevented && (!target || target === "_self")) leave();
  });
  window.navigation?.addEventListener("navigate", (event) => {
    if (event.destination.sameDocument || event.downloadRequest !== null) return;
    leave();
    setTimeout(() => { if (window.navigation.transition || event.defaultPrevented) state.leaving = 0; });
  });
  addEventListener("pageshow", () => { state.leaving = 0; });
})();
