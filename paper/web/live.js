// live: the figures that the reader recomputes, and the check of published results. All is computed on the reader's
// device by the thesis's own programs (machine.js) in a worker, from the parameters that the reader sees. Nothing is
// loaded before the first of these is opened.
"use strict";

// ---- programs ---------------------------------------------------------------------------------------------------

// A page opened as a file may load scripts and nothing else: module, parameters and tables are scripts.
const loading = new Map();
function load(name) {
  if (!loading.has(name)) {
    loading.set(name, new Promise((done, fail) => {
      const script = element("script", { src: `recompute/${name}.js`, onload: done });
      script.onerror = () => {
        loading.delete(name);
        script.remove();
        fail(new Error(`recompute/${name}.js cannot be loaded`));
      };
      document.head.append(script);
    }));
  }
  return loading.get(name);
}
const ready = () => Promise.all([load("module"), load("published")]);

// {file: text} of a cell or a summary; without those that are too large for the page.
async function tablesOf(name) {
  await load(`tables/${name.replace("/", "+")}`).catch(() => {});
  return published.tables[name] ?? {};
}

const WORK = `
  const run = machine();
  let module;
  onmessage = ({ data: { code, args, files, live } }) => {
    let said = "", rows = "", last = 0;
    const hear = (path, text) => {
      if (path === "") said += text;
      else if (live && path.startsWith(live)) rows += text;
      if (performance.now() - last < 100) return;
      last = performance.now();
      postMessage({ percent: Number([...said.matchAll(/(\\d+) %/g)].pop()?.[1] ?? 0), rows });
      said = rows = "";
    };
    const begun = performance.now();
    module ??= new WebAssembly.Module(code);
    const result = run(module, args, files, hear);
    postMessage({ done: true, rows, seconds: (performance.now() - begun) / 1000, ...result });
  };`;

const running = new Set(); // the workers; tests look at it
class Stopped extends Error {}

// One program at a time, in a worker that is gone after stop().
class Session {
  async run(experiment, params, cell, { files = {}, live = "", hear = () => {} } = {}) {
    this.stop();
    const turn = (this.turn = {});
    await ready();
    if (this.turn !== turn) throw new Stopped();
    this.code ??= Uint8Array.from(atob(moduleCode), (c) => c.charCodeAt(0));
    if (!this.worker) {
      const source = URL.createObjectURL(new Blob([machine, WORK], { type: "text/javascript" }));
      this.worker = new Worker(source);
      URL.revokeObjectURL(source);
      running.add(this.worker);
    }
    const path = `data/params/${experiment}.json`, prefix = `data/results/${experiment}/${cell}`;
    return new Promise((done, fail) => {
      this.fail = fail;
      this.worker.onerror = (event) => fail(new Error(event.message));
      this.worker.onmessage = ({ data }) => {
        if (!data.done) {
          hear(data);
          return;
        }
        this.fail = null;
        if (data.status) fail(new Error(data.said.split(/[\r\n]/).filter((line) => line.trim()).pop()));
        else done(data);
      };
      this.worker.postMessage({
        code: this.code,
        args: ["module", experiment, path, cell, prefix],
        files: { [path]: JSON.stringify(params), ...files },
        live: live && `${prefix}${live}`,
      });
    });
  }
  // Ends the worker while it computes, and keeps one that waits, unless the session is over.
  stop(over = false) {
    this.turn = null;
    if (!this.worker || !(this.fail || over)) return;
    this.worker.terminate();
    running.delete(this.worker);
    this.worker = null;
    this.fail?.(new Stopped());
    this.fail = null;
  }
}

// Rows of a comma-separated table, as objects.
function rowsOf(text) {
  const [head, ...lines] = text.trimEnd().split("\n").map((line) => line.split(","));
  const number = (field) => (field === "" ? NaN : Number(field));
  return lines.map((fields) => Object.fromEntries(head.map((name, i) => [name, number(fields[i])])));
}
const rounded = (x) => (x === 0 || (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e5) ? String(Number(x.toPrecision(3))) :
  x.toExponential(1));

// The parameters of an experiment with one cell, "live", that has the values.
function paramsWith(experiment, values) {
  const { cells, profiles, summary, ...base } = published.params[experiment];
  return { ...base, cells: { live: values } };
}

// The published cell that has these values, but for its replicates, or undefined.
function cellLike(experiment, values) {
  const { cells, profiles, summary, about, ...base } = published.params[experiment];
  const own = { ...base, ...values };
  return Object.keys(cells).find((name) => {
    const theirs = { ...base, ...cells[name] };
    return Object.keys({ ...own, ...theirs }).every((key) => key === "replicates" || key === "profile" ||
      JSON.stringify(own[key]) === JSON.stringify(theirs[key]));
  });
}

// Whether the rows of one replicate are those that are published, in words.
async function comparison(experiment, values, result, replicate) {
  const cell = cellLike(experiment, values);
  if (!cell) return "These are not the values of a published run.";
  const tables = await tablesOf(`${experiment}/${cell}`);
  let rows = 0;
  for (const [path, text] of Object.entries(tables)) {
    const of = (table) => table.split("\n").filter((line, i) => i === 0 || line.startsWith(`${replicate},`)).join("\n");
    const now = result.files[`data/results/${path.replace(`/${cell}`, "/live")}`] ?? "";
    if (of(text) !== of(now)) return `Not the published numbers: ${difference(of(text), of(now))} in ${path}.`;
    rows += of(text).split("\n").length - 1;
  }
  if (!rows) return `These are the values of ${experiment}/${cell}; its tables are too large to be compared here.`;
  return `These are the published numbers: all ${rows} rows for this data set are those of ` +
    `data/results/${experiment}/${cell}, to the byte.`;
}

// How far two tables are apart, in words.
function difference(published, now) {
  const [a, b] = [published, now].map((text) => text.trimEnd().split("\n").map((line) => line.split(",")));
  if (a.length !== b.length) return `${b.length - 1} rows instead of ${a.length - 1}`;
  let count = 0, most = 0, where = "";
  a.forEach((fields, i) => fields.forEach((field, j) => {
    if (field === b[i][j]) return;
    count += 1;
    const apart = Math.abs(field - b[i][j]) / Math.max(Math.abs(field), 1e-300);
    if (!(apart <= most)) [most, where] = [apart, `${a[0][j]}, ${field} and now ${b[i][j]}`];
  }));
  return `${count} numbers differ, by ${(100 * most).toPrecision(2)} % at most (${where})`;
}

// ---- drawing ----------------------------------------------------------------------------------------------------

const COLOURS = Object.fromEntries(["blue", "vermillion", "green", "purple", "quiet"]
  .map((name) => [name, `var(--${name})`]));

function drawn(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function ticks({ low, high, log }) {
  if (log) {
    const from = Math.floor(Math.log10(low)), to = Math.ceil(Math.log10(high));
    const steps = high / low < 100 ? [1, 2, 5] : [1];
    return Array.from({ length: to - from + 1 }, (_, i) => steps.map((k) => k * 10 ** (from + i))).flat()
      .filter((v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9));
  }
  const raw = (high - low) / 5, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((k) => k * power >= raw) * power;
  return Array.from({ length: Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1 },
    (_, i) => (Math.ceil(low / step - 1e-9) + i) * step);
}

// A diagram in place of what svg shows. Series are {colour, points, dash, marks: "full" or "open", band}, with points
// [x, y], and [x, low, high] in a band; axes are {label, low, high, log, names}, where ends that are missing are found.
function plot(svg, x, y, series) {
  const width = 640, height = 330, left = 62, right = 26, top = 10, bottom = 46;
  const usable = (axis, value) => Number.isFinite(value) && (!axis.log || value > 0);
  const axes = [x, y].map((axis, i) => {
    const values = series.flatMap((s) => [...(s.points ?? []).map((p) => p[i]),
      ...(s.band ?? []).flatMap((p) => (i ? p.slice(1) : p[0]))]).filter((v) => usable(axis, v));
    const low = axis.low ?? Math.min(...values), high = axis.high ?? Math.max(...values);
    return !Number.isFinite(low) || !Number.isFinite(high) ? { ...axis, low: 1, high: 10 } :
      low < high ? { ...axis, low, high } :
        axis.log ? { ...axis, low: low / 2, high: high * 2 } : { ...axis, low: low - 1, high: high + 1 };
  });
  const at = (axis, from, to) => {
    const f = axis.log ? Math.log : (v) => v;
    return (v) => from + ((f(v) - f(axis.low)) / (f(axis.high) - f(axis.low))) * (to - from);
  };
  const X = at(axes[0], left, width - right), Y = at(axes[1], height - bottom, top);
  const line = (x1, y1, x2, y2) => drawn("path", { d: `M${x1} ${y1}L${x2} ${y2}`, stroke: "currentColor" });
  const label = (text, attributes) => drawn("text", { fill: "currentColor", "font-size": 15, ...attributes }, text);
  const floor = height - bottom, end = width - right;
  const frame = drawn("g", {}, line(left, floor, end, floor), line(left, top, left, floor));
  const short = (axis, v) => (axis.log && (v < 0.001 || v > 1e4) ? `1e${Math.round(Math.log10(v))}` : rounded(v));
  const power = (axis, v, i) => axis.names?.[i] ?? short(axis, v);
  (x.names ? x.names.map((_, i) => i) : ticks(axes[0])).forEach((v, i) => frame.append(
    line(X(v), height - bottom, X(v), height - bottom + 5),
    label(power(x, v, i), { x: X(v), y: height - bottom + 20, "text-anchor": "middle" })));
  ticks(axes[1]).forEach((v) => frame.append(line(left - 5, Y(v), left, Y(v)),
    label(power(y, v), { x: left - 8, y: Y(v) + 5, "text-anchor": "end" })));
  frame.append(label(x.label, { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }));
  const id = svg.dataset.clip ??= `clip-${document.querySelectorAll("[data-clip]").length}`;
  const card = drawn("rect", { x: left, y: top - 4, width: end - left + 4, height: floor - top + 4 });
  const clip = drawn("clipPath", { id }, card);
  const inside = drawn("g", { "clip-path": `url(#${id})` });
  const path = (points) => points.map((p, i) => `${i ? "L" : "M"}${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("");
  for (const s of series) {
    if (s.band) {
      const band = s.band.filter((p) => p.every((v, i) => usable(i ? y : x, v)));
      inside.append(drawn("path", { fill: s.colour, "fill-opacity": 0.2,
        d: path([...band.map((p) => [X(p[0]), Y(p[1])]), ...band.reverse().map((p) => [X(p[0]), Y(p[2])])]) }));
    }
    const points = (s.points ?? []).filter((p) => usable(x, p[0]) && usable(y, p[1]));
    inside.append(drawn("path", { d: path(points.map((p) => [X(p[0]), Y(p[1])])), fill: "none", stroke: s.colour,
      "stroke-width": s.width ?? 2, "stroke-dasharray": s.dash ?? "none", "stroke-linejoin": "round" }));
    for (const p of s.marks ? points : [])
      inside.append(drawn("circle", { cx: X(p[0]), cy: Y(p[1]), r: 3.5, stroke: s.colour, "stroke-width": 1.5,
        fill: p[2] ? s.colour : "var(--paper)" }));
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(clip, frame, inside);
}

function diagram(name) {
  return drawn("svg", { viewBox: "0 0 640 330", role: "img", "aria-label": name });
}

// ---- panels -----------------------------------------------------------------------------------------------------

// What the reader opens below a figure: fields, buttons, progress, and what is drawn. work(panel) computes, and build
// fills the panel when it is opened. Fields are [name, label, value, attributes] or [name, label, value, options].
class Panel {
  constructor(title, about) {
    this.session = new Session();
    this.form = element("form", {});
    this.status = element("p", { className: "status" });
    this.status.setAttribute("role", "status");
    this.bar = element("progress", { max: 100, value: 0 });
    this.bar.setAttribute("aria-label", "Progress");
    this.button = element("button", { type: "submit", textContent: "Compute" });
    this.end = element("button", { type: "button", textContent: "Stop", disabled: true });
    this.view = element("div", { className: "view" });
    this.details = element("details", { className: "live" }, element("summary", { textContent: title }));
    this.end.addEventListener("click", () => this.session.stop(true));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.compute();
    });
    this.details.addEventListener("toggle", async () => {
      if (!this.details.open) {
        this.session.stop(true);
        return;
      }
      if (this.built) return;
      this.built = true;
      this.details.append(element("p", { textContent: about }), this.form, this.status, this.view);
      this.say("Loading …");
      try {
        await ready();
        this.say("");
        await this.build(this);
      } catch (fault) {
        this.built = false;
        this.say(fault.message);
      }
    });
  }
  say(text) {
    this.status.textContent = text;
  }
  // Fields in the order given, and the buttons.
  ask(fields, buttons = [this.button, this.end, this.bar]) {
    this.fields = {};
    for (const [name, label, value, more = {}] of fields) {
      const field = Array.isArray(more) ? element("select", {}, ...more.map(([v, text]) => new Option(text, v))) :
        element("input", { type: "number", step: "any", required: true, ...more });
      if (field.type !== "file") field.value = value;
      field.name = name;
      this.fields[name] = field;
      this.form.append(element("label", {}, `${label} `, field));
    }
    this.form.append(element("div", { className: "buttons" }, ...buttons));
  }
  number(name) {
    return Number(this.fields[name].value);
  }
  async compute() {
    const turn = (this.turn = {});
    this.session.stop(true);
    this.button.disabled = true;
    this.end.disabled = false;
    this.bar.value = 0;
    this.say("Computing …");
    try {
      const text = await this.work(this);
      if (this.turn === turn) this.say(text);
      this.bar.value = 100;
    } catch (fault) {
      if (this.turn === turn) this.say(fault instanceof Stopped ? this.stopped?.(this) ?? "Stopped." : fault.message);
    }
    if (this.turn !== turn) return;
    this.session.stop(true);
    this.button.disabled = false;
    this.end.disabled = true;
  }
}

function below(image, panel) {
  const all = `img[src^="figures/${image}"], img[data-frames^="figures/${image}-"]`;
  const figure = document.querySelector(all)?.closest("figure");
  if (figure) figure.append(panel.details);
  return figure;
}
const whole = (min, max) => ({ step: 1, min, max });
const text = { type: "text", pattern: "[A-Za-z0-9_.\\-]+" };
const key = (...entries) => element("ul", { className: "key" }, ...entries.map(([colour, words, dashed]) => {
  const line = element("span", { className: dashed ? "dashed" : "" });
  line.style.borderColor = colour;
  return element("li", {}, line, ` ${words}`);
}));
const quantiles = (rows, x, y) => rows.map((row) => [row[x], row[`${y}_q10`], row[`${y}_q90`]]);
const seconds = (result) => `computed on this device in ${result.seconds.toFixed(1)} s`;

// Figure 7.
function descentPanel() {
  const panel = new Panel("Recompute this figure here",
    "Gradient descent and the exact limit of its flow on one data set, for scales α between two ends, by " +
    "the program of this figure. With a file of your own (comma-separated columns x1, …, xn, y), its samples take " +
    "the place of the data set.");
  const svg = diagram("The quantity chosen, against the scale");
  let shown = [], band = null;
  const draw = () => {
    const column = panel.fields.column.value;
    plot(svg, { label: "scale α", log: true, low: panel.number("alpha_low"), high: panel.number("alpha_high") },
      { label: "", log: column !== "l1_norm_excess" }, [
        { colour: COLOURS.purple, band: band && quantiles(band, "alpha", column) },
        { colour: "currentColor", dash: "6 4", points: shown.map((row) => [row.alpha, row[`flow_${column}`]]) },
        { colour: COLOURS.purple, marks: true, points: shown.map((row) => [row.alpha, row[column], row.converged]) }]);
  };
  panel.build = async () => {
    const p = published.params.sparse_regression;
    panel.ask([
      ["N", "samples N", 100, whole(1, p.n)], ["sigma", "noise σ", p.sigma, { min: 0 }],
      ["alpha_low", "least α", p.alpha_low, { min: 1e-6, max: 10 }],
      ["alpha_high", "largest α", p.alpha_high, { min: 1e-6, max: 10 }],
      ["alphas", "scales", p.alphas, whole(2, 100)], ["eta", "step η", p.eta, { min: 1e-12, max: 10 }],
      ["max_epochs", "epochs", p.max_epochs, whole(1, 1e6)], ["seed", "seed", p.seed, text],
      ["data", "your file", "", { type: "file", accept: ".csv", required: false }],
      ["column", "drawn", "l1_distance_to_min_l1", [["l1_distance_to_min_l1", "distance from the least-l1 solution"],
        ["population_l1", "population error"], ["l1_norm_excess", "excess of the l1 norm"]]]]);
    panel.fields.column.addEventListener("change", draw);
    panel.view.append(svg, key([COLOURS.purple, "gradient descent; open: not converged; band: published, 10 to 90 %"],
      ["currentColor", "limit of the flow", true]));
    const all = await tablesOf("sparse_regression");
    const published_band = () => {
      const table = all[`sparse_regression-paths-N${panel.number("N")}.csv`];
      band = table ? rowsOf(table) : null;
      draw();
    };
    panel.fields.N.addEventListener("change", published_band);
    published_band();
  };
  panel.work = async () => {
    const values = Object.fromEntries(["N", "sigma", "alpha_low", "alpha_high", "alphas", "eta", "max_epochs"]
      .map((name) => [name, panel.number(name)]));
    Object.assign(values, { seed: panel.fields.seed.value, first_replicate: 1, replicates: 1 });
    const files = {}, own = panel.fields.data.files[0];
    if (own) {
      files["your-file.csv"] = await own.text();
      values.data = "your-file.csv";
    }
    const run = (more, from, to) => {
      const hear = ({ percent }) => {
        panel.bar.value = Math.max(panel.bar.value, from + (percent * (to - from)) / 100);
      };
      return panel.session.run("sparse_regression", paramsWith("sparse_regression", { ...values, ...more }), "live",
        { files, hear });
    };
    const show = (result) => {
      shown = rowsOf(result.files["data/results/sparse_regression/live.csv"]).sort((a, b) => a.alpha - b.alpha);
      draw();
    };
    // A few scales first, so that there is something to see.
    if (values.alphas > 8) show(await run({ alphas: 4 }, 0, 20));
    const result = await run({}, 20, 100);
    show(result);
    const words = own ? "" : await comparison("sparse_regression", values, result, 1);
    return `${values.alphas} scales, ${seconds(result)}. ${words}`;
  };
  below("fig7.", panel);
}

// Figures 9 and 10.
function networksPanel() {
  const panel = new Panel("Train these networks here",
    "Networks of m hidden units from weights of scale r, side by side on one training set, by the program of Figures " +
    "9 and 10. Both diagrams have the published values for the same N and r, where there are any.");
  const accuracy = diagram("Mean accuracy of the networks, against the epoch"),
    norms = diagram("Ratio of the l1 and l2 norms of the weights of each network, before and after training");
  let rows = [], all = {}, networks = [];
  const of = (table) => (table ? rowsOf(table) : []);
  const draw = () => {
    const N = panel.number("N"), r = panel.number("r");
    const band = of(all[`sparse_classification-curves-N${N}-r${r}.csv`]);
    const level = of(all[`sparse_classification-norms-N${N}.csv`]).find((row) => row.r === r);
    plot(accuracy, { label: "epoch", log: true, low: 1, high: panel.number("epochs") },
      { label: "accuracy", low: 0.4, high: 1 }, [
      { colour: COLOURS.blue, band: quantiles(band, "epoch", "test_accuracy") },
      { colour: COLOURS.vermillion, band: quantiles(band, "epoch", "train_accuracy") },
      { colour: COLOURS.vermillion, points: rows.map((row) => [row.epoch, row.train_accuracy]) },
      { colour: COLOURS.blue, points: rows.map((row) => [row.epoch, row.test_accuracy]) }]);
    plot(norms, { label: "", low: -0.2, high: 1.2, names: ["at initialization", "after training"] },
      { label: "", low: 0, high: 14 }, [
        ...(level ? [{ colour: COLOURS.green, band: [0.9, 1.1].map((at) => [at, level.ratio_q10, level.ratio_q90]) },
          { colour: COLOURS.green, width: 3, points: [[0.9, level.ratio_mean], [1.1, level.ratio_mean]] }] : []),
        ...networks.map((row) => ({ colour: COLOURS.purple, width: 1,
          points: [[0, row.l1_start / row.l2_start], [1, row.l1 / row.l2]] }))]);
  };
  panel.build = async () => {
    const p = published.params.sparse_classification;
    panel.ask([["N", "samples N", 100, whole(1, 5000)], ["r", "scale r", 0.01, { min: 1e-6, max: 100 }],
      ["m", "hidden units m", p.m, whole(1, 200)], ["K", "networks", p.K, whole(1, 100)],
      ["epochs", "epochs", p.epochs, whole(1, 1e6)], ["seed", "seed", p.seed, text]]);
    panel.view.append(accuracy, key([COLOURS.blue, "test accuracy"],
      [COLOURS.vermillion, "training accuracy; bands: published, 10 to 90 %"]),
      norms, key([COLOURS.purple, "‖w‖₁ / ‖w‖₂ of each network"], [COLOURS.green, "published mean, 10 to 90 %"]));
    all = await tablesOf("sparse_classification");
    for (const name of ["N", "r", "epochs"]) panel.fields[name].addEventListener("change", draw);
    draw();
  };
  panel.work = async () => {
    const values = { seed: panel.fields.seed.value, first_replicate: 1, replicates: 1 };
    for (const name of ["N", "r", "m", "K", "epochs"]) values[name] = panel.number(name);
    let heard = "";
    rows = networks = [];
    const params = paramsWith("sparse_classification", values);
    const result = await panel.session.run("sparse_classification", params, "live", {
      live: ".csv",
      hear(news) {
        heard += news.rows;
        rows = rowsOf(heard.slice(0, heard.lastIndexOf("\n") + 1));
        panel.bar.value = (100 * (rows.at(-1)?.epoch ?? 0)) / values.epochs;
        draw();
      },
    });
    rows = rowsOf(result.files["data/results/sparse_classification/live.csv"]);
    networks = rowsOf(result.files["data/results/sparse_classification/live-paths.csv"]);
    draw();
    return `Test accuracy ${rounded(rows.at(-1)?.test_accuracy)} after ${values.epochs} epochs, ${seconds(result)}. ` +
      await comparison("sparse_classification", values, result, 1);
  };
  below("fig9.", panel);
}

// Figure A1.
function earlyStoppingPanel() {
  const panel = new Panel("Stop early by hand",
    "The long descent on one data set, as it is computed: stop it where you " +
    "like. Past some epoch the population error rises again as the noise is fitted.");
  const svg = diagram("Population error of descent from each scale, against the epoch");
  const colours = [COLOURS.vermillion, COLOURS.green, COLOURS.blue];
  let rows = [], all = {};
  const draw = () => {
    const p = published.params.long_descent, N = panel.number("N"), sigma = panel.number("sigma");
    plot(svg, { label: "epoch", log: true, low: 1, high: panel.number("epochs") },
      { label: "", log: true, low: 0.01, high: 10 },
      p.alphas.flatMap((alpha, i) => {
        const band = all[`long_descent-paths-N${N}-sigma${sigma}-slowdown1-alpha${alpha}.csv`];
        return [
          { colour: colours[i % 3], band: band && quantiles(rowsOf(band), "epoch", "population_l1") },
          { colour: colours[i % 3],
            points: rows.filter((r) => r.alpha === alpha).map((r) => [r.epoch, r.population_l1]) }];
      }));
  };
  const sentence = () => published.params.long_descent.alphas.map((alpha) => {
    const path = rows.filter((row) => row.alpha === alpha);
    if (!path.length) return "";
    const best = path.reduce((a, b) => (b.population_l1 < a.population_l1 ? b : a)), last = path.at(-1);
    return `α = ${alpha}: error ${rounded(last.population_l1)} at epoch ${last.epoch}, least ` +
      `${rounded(best.population_l1)} at epoch ${best.epoch}. `;
  }).join("");
  panel.stopped = () => `Stopped. ${sentence()}`;
  panel.build = async () => {
    const p = published.params.long_descent;
    panel.ask([["N", "samples N", 50, whole(1, p.n)], ["sigma", "noise σ", p.sigma, { min: 0 }],
      ["epochs", "epochs", p.epochs, [...new Set([10000, 100000, p.epochs])].sort((a, b) => a - b).map((e) => [e, e])],
      ["seed", "seed", p.seed, text]]);
    panel.view.append(svg, key(...p.alphas.map((alpha, i) => [colours[i % 3], `α = ${alpha}`]),
      [COLOURS.quiet, "bands: published, 10 to 90 %"]));
    all = await tablesOf("long_descent");
    for (const name of ["N", "sigma", "epochs"]) panel.fields[name].addEventListener("change", draw);
    draw();
  };
  panel.work = async () => {
    const values = { seed: panel.fields.seed.value, first_replicate: 1, replicates: 1, slowdown: 1 };
    for (const name of ["N", "sigma", "epochs"]) values[name] = panel.number(name);
    let heard = "";
    rows = [];
    const result = await panel.session.run("long_descent", paramsWith("long_descent", values), "live", {
      live: ".csv",
      hear(news) {
        heard += news.rows;
        rows = rowsOf(heard.slice(0, heard.lastIndexOf("\n") + 1));
        panel.bar.value = news.percent;
        draw();
      },
    });
    rows = rowsOf(result.files["data/results/long_descent/live.csv"]);
    draw();
    return `${sentence()}All ${seconds(result)}. ${await comparison("long_descent", values, result, 1)}`;
  };
  below("figA1.", panel);
}

// Figures 1 and 2: the program gives the patches of both surfaces in the painter's order for a direction of view.
function surfacesPanel() {
  const panel = new Panel("Turn these surfaces",
    "The model and its linearization over the plane of two weights, for any " +
    "scale α. Drag the picture or use the arrow keys to turn it.");
  const canvas = element("canvas", { width: 1000, height: 660, tabIndex: 0 });
  canvas.setAttribute("role", "img");
  let azimuth = 0, height = 30, busy = false, again = false, idle = 0, patches = [];
  const paint = () => {
    const context = canvas.getContext("2d"), { width, height: tall } = canvas;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    context.clearRect(0, 0, width, tall);
    if (!patches.length) return;
    const turn = (azimuth * Math.PI) / 180, tilt = (height * Math.PI) / 180, alpha = patches[0].alpha;
    const most = Math.max(...patches.map((p) => Math.max(...[1, 2, 3, 4].map((k) => Math.abs(p[`value${k}`])))));
    const { half_width: half } = published.params.surface, step = (2 * half) / (grid - 1);
    const at = (w1, w2, value) => {
      const a = (w1 - alpha) / half, b = (w2 - alpha) / half;
      const across = a * Math.cos(turn) + b * Math.sin(turn), deep = -a * Math.sin(turn) + b * Math.cos(turn);
      return [width / 2 + across * 300, tall / 2 - deep * 300 * Math.sin(tilt) - (value / most) * 220 * Math.cos(tilt)];
    };
    for (const p of patches) {
      const corners = [[p.w1, p.w2, p.value1], [p.w1 + step, p.w2, p.value2],
        [p.w1 + step, p.w2 + step, p.value3], [p.w1, p.w2 + step, p.value4]];
      const shown = p.half ? [2, 3, 4].map((k) => corners[(p.half + k) % 4]) : corners;
      context.beginPath();
      shown.forEach((corner) => context.lineTo(...at(...corner)));
      context.closePath();
      context.fillStyle = p.surface ? "#e69f00" : "#56b4e9";
      context.strokeStyle = dark ? "#16181c" : "#fff";
      context.lineWidth = 1;
      context.fill();
      context.stroke();
    }
  };
  const grid = 21;
  const view = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      const alpha = 10 ** panel.number("scale");
      try {
        const values = { alpha_low: alpha, alpha_high: alpha, grid, frames: 1, azimuth };
        const result = await panel.session.run("surface", paramsWith("surface", values), "live");
        patches = rowsOf(result.files["data/results/surface/live.csv"]);
        const numbers = JSON.parse(result.files["data/results/surface/live.json"]).results;
        paint();
        panel.say(`α = ${rounded(alpha)}: the surfaces are ${rounded(numbers.max_difference)} apart at most, ` +
          `${rounded(100 * numbers.ratio)} % of the largest value of the linearization.`);
        canvas.setAttribute("aria-label",
          `The model, blue, and its linearization, orange, seen from ${Math.round(azimuth)} degrees`);
      } catch (fault) {
        if (!(fault instanceof Stopped)) panel.say(fault.message);
      }
    } while (again);
    busy = false;
    clearTimeout(idle);
    idle = setTimeout(() => panel.session.stop(true), 3000);
  };
  const turnBy = (across, up) => {
    azimuth = ((azimuth + across + 540) % 360) - 180;
    height = Math.min(80, Math.max(5, height + up));
    view();
  };
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) turnBy(-event.movementX / 2, event.movementY / 2);
  });
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [5, 0], ArrowRight: [-5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] }[event.key];
    if (!by) return;
    event.preventDefault();
    turnBy(...by);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  panel.build = async () => {
    azimuth = published.params.surface.azimuth;
    panel.ask([["scale", "scale α", 0, { type: "range", min: -1, max: 1, step: 0.05 }]], []);
    panel.fields.scale.addEventListener("input", view);
    panel.view.append(canvas, key(["#56b4e9", "model"], ["#e69f00", "linearization"]));
    await view();
  };
  below("fig1.", panel);
}

// Figures 3 to 5 and Table 1.
function kernelPanel() {
  const panel = new Panel("Watch the kernel change here",
    "Gradient descent on the original's data set from any scale α, with any step η, and its " +
    "tangent kernel on the samples.");
  const svg = drawn("svg", { viewBox: "0 0 400 400", role: "img",
    "aria-label": "The tangent kernel, a square for each pair of samples" });
  const slider = element("input", { type: "range", min: 0, max: 0, value: 0, step: 1 });
  const where = element("output", { textContent: "epoch 0" });
  let frames = [];
  const draw = () => {
    const frame = frames[slider.value];
    if (!frame) return;
    const side = Math.sqrt(frame.values.length), size = 400 / side;
    const most = Math.max(...frames.flatMap((f) => f.values.map(Math.abs)));
    // Cool below 0, warm above, nothing at 0.
    svg.replaceChildren(...frame.values.map((value, k) => drawn("rect", {
      x: (k % side) * size, y: Math.floor(k / side) * size, width: size, height: size,
      fill: value < 0 ? COLOURS.blue : COLOURS.vermillion,
      "fill-opacity": Math.min(1, Math.abs(value) / most).toFixed(3) })));
    where.textContent = `epoch ${frame.epoch}`;
    slider.setAttribute("aria-valuetext", `epoch ${frame.epoch}`);
  };
  slider.setAttribute("aria-label", "Epoch of the kernel");
  slider.addEventListener("input", draw);
  panel.build = async () => {
    const p = published.params.tangent_kernel;
    panel.ask([["alpha", "scale α", p.cells["a0.1"]?.alpha ?? 0.1, { min: 1e-6, max: 1000 }],
      ["eta", "step η", p.cells["a0.1"]?.eta ?? 0.01, { min: 1e-12, max: 10 }],
      ["max_epochs", "epochs at most", p.max_epochs, whole(1, 1e5)]]);
    panel.view.append(element("div", { className: "controls" }, slider, where), svg,
      key([COLOURS.vermillion, "positive entries"], [COLOURS.blue, "negative entries; fainter ones are nearer to 0"]));
  };
  panel.work = async () => {
    const values = {};
    for (const name of ["alpha", "eta", "max_epochs"]) values[name] = panel.number(name);
    values.snapshot_every = Math.min(published.params.tangent_kernel.snapshot_every, values.max_epochs);
    const params = paramsWith("tangent_kernel", { ...values, replicates: 0 });
    const result = await panel.session.run("tangent_kernel", params, "live");
    const file = (name) => rowsOf(result.files[`data/results/tangent_kernel/live${name}.csv`]);
    const [run] = file(""), [change] = file("-change");
    if (!change) return `Descent from α = ${values.alpha} diverges with the step η = ${values.eta}.`;
    const kernels = new Map();
    for (const { epoch, kernel } of file("-snapshots"))
      kernels.set(epoch, [...(kernels.get(epoch) ?? []), kernel]);
    frames = [...kernels].map(([epoch, entries]) => ({ epoch, values: entries }));
    slider.max = frames.length - 1;
    slider.value = frames.length - 1;
    draw();
    return `${run.converged ? "Converged after" : "Not converged after"} ${run.epochs} epochs; the kernel changed by ` +
      `${rounded(100 * change.relative_change)} %, ${seconds(result)}. ` +
      await comparison("tangent_kernel", values, result, 0);
  };
  below("fig3.", panel);
}

// ---- check the paper --------------------------------------------------------------------------------------------

// Browsers take two to five times as long as the programs did; a cell that would take minutes says so.
const LONGEST = 20;

function checkPanel() {
  const place = document.getElementById("recompute");
  if (!place) return;
  const panel = new Panel("Check the paper",
    "Published results are computed again on this device, from the published parameters by the published programs, " +
    "and the files compared by their SHA-256 with those that this document was made from.");
  const list = element("ol", { className: "found" });
  const cells = () => Object.keys(published.sums).filter((path) => path.endsWith(".json"))
    .map((path) => path.slice(0, -".json".length));
  const took = (cell) => published.seconds[cell];
  const has = (cell) => !published.without.includes(cell.split("/")[0]);
  async function check(cell, all) {
    const line = element("li", {}, `${cell}: `);
    const say = (words) => line.replaceChildren(element("b", { textContent: cell }), `: ${words}`);
    list.prepend(line);
    const [experiment, name] = cell.split("/");
    if (!has(cell)) {
      say("not here: it needs an integrator of the GNU Scientific Library, which the page does not have.");
      return;
    }
    if (took(cell) > LONGEST && !all) {
      const anyway = element("button", { type: "button", textContent: "Compute it all the same" });
      const { replicates } = { ...published.params[experiment], ...published.params[experiment].cells[name] };
      say(`too long for a browser: its ${replicates ?? ""} data sets took ${Math.round(took(cell))} s of CPU time on ` +
        `the ${published.machine} of the record. A browser takes two to five times as long. `);
      line.append(anyway);
      anyway.addEventListener("click", () => {
        panel.work = () => check(cell, true).then(() => "Done.");
        panel.compute();
      });
      return;
    }
    say("computing …");
    let result;
    try {
      result = await panel.session.run(experiment, published.params[experiment], name, { hear: ({ percent }) => {
        panel.bar.value = percent || panel.bar.value;
      } });
    } catch (fault) {
      say(fault instanceof Stopped ? "stopped." : fault.message);
      throw fault;
    }
    // The record of the cell names its tables; another list of tables is another record.
    const files = Object.keys(result.files).map((path) => path.slice("data/results/".length));
    const other = files.filter((path) => published.sums[path] !== result.sums[`data/results/${path}`]);
    if (!other.length) {
      say(`same bytes as data/results/${cell}.json and its ${files.length - 1} tables, ${seconds(result)}.`);
      return;
    }
    const tables = await tablesOf(cell);
    const words = other.map((path) => `${path}: ` + (tables[path] ?
      `${difference(tables[path], result.files[`data/results/${path}`])}.` : "other bytes."));
    say(`${other.length} of ${files.length} files differ, ${seconds(result)}. ${words.join(" ")}`);
  }
  panel.build = async () => {
    const short = cells().filter((cell) => has(cell) && !(took(cell) > LONGEST));
    const draw = element("button", { type: "button", textContent: "Check three drawn at random" });
    panel.button.textContent = "Check this cell";
    const all = cells(), words = `${short.length} of ${all.length} cells are short enough for a browser.`;
    panel.ask([["cell", "cell", short[0], all.map((cell) => [cell, cell])]],
      [panel.button, draw, panel.end, panel.bar]);
    panel.view.append(element("p", { textContent: words }), list);
    const one = () => check(panel.fields.cell.value, false).then(() => "Done.");
    panel.work = one;
    panel.form.addEventListener("submit", () => { panel.work = one; }, { capture: true });
    draw.addEventListener("click", () => {
      const left = [...short], drawn_ones = [];
      while (drawn_ones.length < 3 && left.length)
        drawn_ones.push(left.splice(Math.floor(Math.random() * left.length), 1)[0]);
      panel.work = async () => {
        for (const cell of drawn_ones) await check(cell, false);
        return "Done.";
      };
      panel.compute();
    });
  };
  place.append(panel.details);
  panel.details.id = "check";
}

descentPanel();
networksPanel();
earlyStoppingPanel();
surfacesPanel();
kernelPanel();
checkPanel();
