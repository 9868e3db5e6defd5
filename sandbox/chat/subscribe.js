// The frame's side: tells the page's script what was judged, when the dialogue stands open, and what was chosen.
const { fault, done } = document.body.dataset;
const tell = (said) => parent.postMessage(said, "*");
const tap = document.getElementById("tap");
tell(done ? { done: JSON.parse(done) } : { fault });
tap?.addEventListener("click", () => { tap.hidden = true; document.getElementById("sheet").hidden = false; tell({ open: true }); });
