// Runs in every page before its own scripts: notes what is still under way, so that nobody looks too early.
(() => {
  const later = window.setTimeout.bind(window);  // a page may put its own in its place
  const state = { pending: 0, changed: 0, leaving: 0, to: "", later };
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
  addEventListener("scroll", () => { state.changed = performance.now(); }, { passive: true });

  // the way to another page: until it comes, the old one still answers, and must not be taken for it
  const SOON = 250;  // milliseconds in which a form that was sent begins to bring a page, or never does
  const leave = (to) => { state.leaving = performance.now(); state.to = to; };
  const stay = () => { state.leaving = 0; state.to = ""; };
  state.stays = (at) => { if (!state.to || state.to === at) stay(); };  // said from outside: no page came from there
  addEventListener("submit", (event) => {
    const target = event.submitter?.formTarget || event.target.target;
    if (event.defaultPrevented || (target && target !== "_self")) return;
    leave("");
    setTimeout(() => { if (!state.to) stay(); }, SOON);
  });
  window.navigation?.addEventListener("navigate", (event) => {
    if (event.destination.sameDocument || event.downloadRequest !== null) return;
    leave(event.destination.url.split("#")[0]);
    setTimeout(() => { if (window.navigation.transition || event.defaultPrevented) stay(); });
  });
  addEventListener("pageshow", stay);
})();
