// What res.wx.qq.com's script does for a page, as far as the sandbox plays it: config, ready, error, and the tag for consents.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const frames = new Map();
  const waiting = { ready: [], error: [] };
  let settled = null;
  const settle = (how, detail) => { settled = { how, detail }; for (const one of waiting[how]) one(detail); };
  const later = (how) => (one) => (settled?.how === how ? one(settled.detail) : waiting[how].push(one));
  const place = (frame, open) => Object.assign(frame.style, open
    ? { position: "fixed", inset: "0", width: "100%", height: "100%", border: "0", zIndex: "9" }
    : { position: "static", inset: "", width: "5.5rem", height: "2.6rem", border: "0", zIndex: "" });

  function framed(query, parent, tag) {
    const frame = document.createElement("iframe");
    frame.src = `${home}/sandbox/wechat/subscribe?${new URLSearchParams(query)}`;
    frame.title = tag ? "微信" : "";
    frame.hidden = !tag;
    if (tag) place(frame, false);
    parent.append(frame);
    frames.set(frame, tag);
    return frame;
  }

  function config(told) {
    const query = { appId: told.appId, timestamp: told.timestamp, nonceStr: told.nonceStr, signature: told.signature,
      url: location.href.split("#")[0], tags: (told.openTagList || []).join(",") };
    const judge = framed(query, document.body, null);
    waiting.ready.unshift(() => {
      for (const tag of document.querySelectorAll("wx-open-subscribe")) {
        const words = tag.querySelector("script:not([slot])").textContent;
        const label = new DOMParser().parseFromString(words, "text/html").body.textContent.trim();
        framed({ ...query, template: tag.getAttribute("template"), label }, tag, tag);
      }
      judge.remove();
    });
  }

  addEventListener("message", (event) => {
    const [frame, tag] = [...frames].find(([one]) => one.contentWindow === event.source) || [];
    if (event.origin !== home || !frame) return;
    const said = event.data;
    if (!tag) return said.fault ? settle("error", { errMsg: said.fault }) : settle("ready");
    if (said.fault) return tag.dispatchEvent(new CustomEvent("error", { detail: { errMsg: said.fault } }));
    if ("open" in said) return place(frame, said.open);
    if (said.done) {
      place(frame, false);
      const details = Object.fromEntries(Object.entries(said.done).map(([id, status]) => [id, JSON.stringify({ status })]));
      tag.dispatchEvent(new CustomEvent("success", { detail: { errMsg: "subscribe:ok", subscribeDetails: JSON.stringify(details) } }));
    }
  });

  window.wx = { config, ready: later("ready"), error: later("error") };
})();
