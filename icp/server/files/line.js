// The line between a page and its server, on a phone whose Wi-Fi comes and goes or that sleeps in a pocket.
//
// Streamlit switches every field off the moment its socket closes and shows a box for programmers. This one tells the
// page of the loss only when the server answers again: until then people go on typing and tapping.
//
// What the page says is kept here, in order, until the server says that it was worked through: what was sent into a
// line already dead is lost by any socket without a word. Over the next line all of it goes again, first thing; the
// server knows by the numbers in the address what it has had (icp/server/rejoin.py).
(() => {
  const { away, unsaved } = document.currentScript.dataset;
  const SLOW = 4000; // ms without a word from the server after something was sent
  const DEAD = 20000; // the same, after which a line is given up if the server answers otherwise
  const ASK = 1000; // ms between looks whether it answers again
  const REFUSED = [1002, 1003, 1007, 1008, 1009]; // the server closes over what it will not take, next time, too
  const PAUSE = 1200, LONGEST = 15000; // ms without a letter, and how long that is waited for
  const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (it) => it.toString(16).padStart(2, "0")).join("");
  const due = []; // said and not worked through, oldest first
  let done = 0; // how many before these were
  let last = null; // the last of those: how the page stood
  let stands = ""; // the same in the server's words
  const tab = kept(); // whether names are hidden, for as long as the tab is open
  let lost = false;
  let waiting = 0; // the moment of the first thing sent that nothing came after, 0 for none
  let typed = 0; // the moment of the last letter
  let mark = null;

  function kept() {
    try {
      return sessionStorage;
    } catch {
      return {};
    }
  }

  const isLate = () => waiting && Date.now() - waiting > SLOW;
  const isUnsaved = () => due.length && (lost || isLate());
  const wait = (ms) => new Promise((go) => setTimeout(go, ms));

  function show() {
    const words = isUnsaved() ? unsaved : lost || !navigator.onLine ? away : "";
    if (!words && !mark) return;
    if (!mark) {
      mark = document.createElement("div");
      mark.setAttribute("role", "status");
      Object.assign(mark.style, {
        position: "fixed", top: 0, left: 0, right: 0, zIndex: 1000000, padding: "0.5rem 1rem",
        background: "#8f3d26", color: "#fff", font: "600 0.9rem/1.35 'Workshop Sans', sans-serif", textAlign: "center",
      });
      document.body.append(mark);
    }
    mark.hidden = !words;
    if (mark.textContent !== words) mark.textContent = words;
  }

  const answers = () =>
    fetch("/_stcore/health", { cache: "no-store", signal: AbortSignal.timeout(5000) }).then((it) => it.ok, () => false);

  async function lineIsBack() {
    while (!(await answers())) await wait(ASK);
  }

  // Fields send half a second after the last letter, and are switched off for the moment between two sockets: what is
  // typed then is lost, what is sent then is thrown away.
  async function handsAreStill() {
    const end = Date.now() + LONGEST;
    while (Date.now() < Math.min(typed + PAUSE, end)) await wait(100);
  }

  // A field that was switched off has lost the cursor.
  function comeBackTo(field) {
    const until = Date.now() + 5000;
    const look = () => {
      if (!field?.isConnected || document.activeElement === field || Date.now() > until) return;
      if (field.disabled || field === document.body) setTimeout(look, 30);
      else if (document.activeElement === document.body) field.focus({ preventScroll: true });
    };
    setTimeout(look, 30);
  }

  const isSame = (one, other) => one?.length === other.length && one.every((byte, at) => byte === other[at]);

  window.WebSocket = class extends WebSocket {
    #stood = false;
    #dropped = false;
    #told = false;

    constructor(where, ways) {
      const again = due.length ? [...(last ? [last] : []), ...due] : [];
      const address = new URL(where);
      address.search = new URLSearchParams({ page, done, due: due.length, stands, names: tab.names ?? "" });
      super(address, ways);
      // These come first: the page adds its own later.
      this.addEventListener("open", () => {
        this.#stood = true;
        lost = false;
        for (const data of again) super.send(data);
        if (again.length) this.#expect();
        show();
      });
      this.addEventListener("message", (event) => {
        waiting = 0;
        if (typeof event.data === "string") {
          event.stopImmediatePropagation(); // it is for us
          this.#finish(event.data);
        }
        show();
      });
      this.addEventListener("error", (event) => this.#stood && !this.#told && event.stopImmediatePropagation());
      this.addEventListener("close", (event) => {
        if (!this.#stood || this.#told) return;
        event.stopImmediatePropagation();
        this.#lose(event);
      });
    }

    #finish(said) {
      const [number, at, names] = said.split(" ");
      for (; done < number && due.length; done++) last = due.shift();
      stands = at;
      if (names) tab.names = names;
      else delete tab.names;
    }

    #expect() {
      waiting ||= Date.now();
      setTimeout(show, SLOW + 50);
      setTimeout(() => this.#giveUp(), DEAD + 50);
    }

    // A phone that slept or changed its network holds a socket that nobody answers, for minutes.
    async #giveUp() {
      const late = () => !this.#dropped && waiting && Date.now() - waiting > DEAD;
      if (late() && (await answers()) && late()) {
        this.#lose({ code: 1006, reason: "", wasClean: false });
        super.close();
      }
    }

    async #lose({ code, reason, wasClean }) {
      if (this.#dropped) return;
      this.#dropped = lost = true;
      waiting = 0;
      if (REFUSED.includes(code)) done += due.splice(0).length;
      show();
      await lineIsBack();
      await handsAreStill();
      const field = document.activeElement;
      this.#told = true;
      this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
      comeBackTo(field);
    }

    send(data) {
      // Tapped twice because nothing moved, or asked for by a clock: once is enough.
      if (!this.#dropped || !isSame(due.at(-1), data)) due.push(data);
      if (!this.#dropped) {
        super.send(data);
        this.#expect();
      }
      show();
    }

    close(...why) {
      this.#told = true;
      super.close(...why);
    }
  };

  // A larger field sends when it is left, which nobody does who reloads the page, or a phone that throws it away behind
  // another app. Ctrl and Enter have it send at once. A cell of a grid would close over it and hand the cursor to the
  // next row, where whoever comes back would type over what stands there.
  function sendWhatIsTyped() {
    const keys = { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
    const field = document.activeElement;
    if (field?.matches("[data-testid=stTextArea] textarea")) field.dispatchEvent(new KeyboardEvent("keydown", keys));
  }

  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && sendWhatIsTyped());
  for (const end of ["pagehide", "beforeunload"]) window.addEventListener(end, sendWhatIsTyped);
  for (const news of ["online", "offline"]) window.addEventListener(news, show);
  window.addEventListener("input", () => (typed = Date.now()), true);
  window.addEventListener("beforeunload", (event) => isUnsaved() && event.preventDefault());
})();
