// The line between a page and its server, on a phone whose Wi-Fi comes and goes.
//
// Streamlit switches every field off the moment its socket closes and shows a box for programmers. This one tells the
// page of the loss only when the server answers again: until then people go on typing and tapping, what they do is kept
// here in order, a mark says that it is not saved yet, and it goes out first thing over the next socket.
(() => {
  const { away, unsaved } = document.currentScript.dataset;
  const SLOW = 4000; // ms without a word from the server after something was sent
  const ASK = 1000; // ms between looks whether it answers again
  const kept = []; // sent while there was no line
  let lost = false;
  let waiting = 0; // the moment of the first thing sent that nothing came after, 0 for none
  let mark = null;

  function show() {
    const late = waiting && Date.now() - waiting > SLOW;
    const words = kept.length || late ? unsaved : lost || !navigator.onLine ? away : "";
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
    while (!(await answers())) await new Promise((go) => setTimeout(go, ASK));
  }

  // A field is switched off for the moment between two sockets and loses the cursor by it.
  function comeBackTo(field) {
    const until = Date.now() + 5000;
    const look = () => {
      if (!field?.isConnected || document.activeElement === field || Date.now() > until) return;
      if (field.disabled || field === document.body) setTimeout(look, 30);
      else if (document.activeElement === document.body) field.focus({ preventScroll: true });
    };
    setTimeout(look, 30);
  }

  window.WebSocket = class extends WebSocket {
    #stood = false;
    #dropped = false;
    #told = false;

    constructor(...where) {
      super(...where);
      // These come first: the page adds its own later.
      this.addEventListener("open", () => {
        this.#stood = true;
        lost = false;
        for (const data of kept.splice(0)) this.send(data);
        show();
      });
      this.addEventListener("message", () => {
        waiting = 0;
        show();
      });
      this.addEventListener("error", (event) => this.#stood && !this.#told && event.stopImmediatePropagation());
      this.addEventListener("close", (event) => {
        if (!this.#stood || this.#told) return;
        event.stopImmediatePropagation();
        this.#lose(event);
      });
    }

    async #lose({ code, reason, wasClean }) {
      this.#dropped = lost = true;
      waiting = 0;
      show();
      await lineIsBack();
      const field = document.activeElement;
      this.#told = true;
      this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
      comeBackTo(field);
    }

    send(data) {
      if (this.#dropped) {
        kept.push(data);
      } else {
        super.send(data);
        waiting ||= Date.now();
        setTimeout(show, SLOW + 50);
      }
      show();
    }

    close(...why) {
      this.#told = true;
      super.close(...why);
    }
  };

  for (const news of ["online", "offline"]) window.addEventListener(news, show);
  window.addEventListener("beforeunload", (event) => kept.length && event.preventDefault());
})();
