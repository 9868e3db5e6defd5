// WeChat's button for 订阅通知: shown once WeChat has accepted our config; until then, and without it, words say the other way.
const without = document.getElementById("without");
const said = document.getElementById("said");
const SOON = 2000; // milliseconds until WeChat has told us of the consent

for (const tag of document.querySelectorAll("wx-open-subscribe")) {
  tag.addEventListener("success", (event) => {
    const yes = /accept/.test(event.detail.subscribeDetails || "");
    said.textContent = yes ? "已允许，马上更新。" : "没有允许，什么也没有改变。";
    if (yes) setTimeout(() => location.reload(), SOON);
  });
  tag.addEventListener("error", () => { said.textContent = "微信没有办成，请稍后再试。"; });
}
// A WeChat that is too old, or on a computer, accepts the config and cannot draw the button: in either order.
let drawn = true;
document.addEventListener("WeixinOpenTagsError", () => { drawn = without.hidden = false; });

if (window.wx) {
  wx.ready(() => { without.hidden = drawn; });
  wx.error(() => {
    if (location.search.includes("again")) without.hidden = false;
    else location.replace("/h5/notices?again=true"); // once: the ticket behind the config may have ended early
  });
  wx.config(JSON.parse(document.getElementById("config").textContent));
}
