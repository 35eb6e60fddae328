// The page: movies with a slider, and the ledger to sort and filter. Without JavaScript the movies
// are stills, with a link to the GIF, and the ledger is a table.
"use strict";

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// An image of class movie shows one of its frames; data-labels says what each of them shows.
function movie(image) {
  const labels = image.dataset.labels.split("|");
  const file = (k) =>
    image.dataset.frames + String(k + 1).padStart(String(labels.length).length, "0") + ".png";
  const start = labels.findIndex((_, k) => image.getAttribute("src") === file(k));
  const slider = element("input", { type: "range", min: 0, max: labels.length - 1, value: start });
  const button = element("button", { type: "button", textContent: "Play" });
  const where = element("output");
  let playing = false;

  function show(k) {
    slider.value = k;
    image.src = file(k);
    where.textContent = labels[k];
    slider.setAttribute("aria-valuetext", labels[k]);
  }
  function pause() {
    playing = false;
    button.textContent = "Play";
  }
  // The next frame is there before its time comes: a slow line makes a slow movie.
  async function play() {
    playing = true;
    button.textContent = "Pause";
    while (playing) {
      const k = (Number(slider.value) + 1) % labels.length;
      const next = element("img", { src: file(k) });
      const time = new Promise((done) => setTimeout(done, 1000 / image.dataset.rate));
      await Promise.all([time, next.decode().catch(() => {})]);
      if (playing) show(k);
    }
  }
  button.addEventListener("click", () => (playing ? pause() : play()));
  slider.addEventListener("input", () => {
    pause();
    show(Number(slider.value));
  });
  slider.setAttribute("aria-label", "Frame");
  slider.setAttribute("aria-valuetext", labels[start]);
  where.textContent = labels[start];
  where.ariaLive = "off";
  image.after(element("div", { className: "controls" }, button, slider, where));
}

// The table with a column "verdict": its heads become buttons that sort, above it stands a filter.
function ledger(table, heads) {
  table.classList.add("ledger");
  const rows = [...table.tBodies[0].rows];
  const text = (row, column) => row.cells[column].textContent.trim();
  heads.forEach((head, column) => {
    const button = element("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.ariaSort === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.ariaSort = down ? "descending" : "ascending";
      rows.sort((a, b) => (down ? -1 : 1) *
        text(a, column).localeCompare(text(b, column), "en", { numeric: true }));
      table.tBodies[0].append(...rows);
    });
  });
  const column = heads.findIndex((head) => head.textContent.trim() === "verdict");
  const filter = element("select", {}, new Option(`all ${rows.length}`, ""));
  for (const verdict of [...new Set(rows.map((row) => text(row, column)))].sort()) {
    const count = rows.filter((row) => text(row, column) === verdict).length;
    filter.append(new Option(`${verdict} (${count})`, verdict));
  }
  filter.addEventListener("change", () => {
    for (const row of rows) row.hidden = filter.value !== "" && text(row, column) !== filter.value;
  });
  table.before(element("p", { className: "filter" },
    element("label", {}, "Show claims whose verdict is: ", filter)));
}

document.querySelectorAll("img.movie").forEach(movie);
for (const table of document.querySelectorAll("table")) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (heads.some((head) => head.textContent.trim() === "verdict")) ledger(table, heads);
}
