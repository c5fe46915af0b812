// The plan worked on with mouse, touch and keyboard. The fields of the form are the truth: the drawing
// is made from them, and a drag writes into them. Without this script the same fields are typed.

const SVG = "http://www.w3.org/2000/svg";
const STEP = 0.05;
const LEAP = 0.5;
const REACH = 12; // pixels within which a hand is drawn to something

const form = document.querySelector("form[data-plan]");
const bench = form?.querySelector("[data-bench]");
if (bench) begin();

function begin() {
  const svg = bench.querySelector("svg");
  const own = svg.querySelector(".own");
  const status = bench.querySelector("[data-status]");
  const undo = bench.querySelector("[data-undo]");
  const [scale, left, top] = ["scale", "left", "top"].map((name) => Number(bench.dataset[name]));
  const snaps = JSON.parse(bench.dataset.snaps);
  const past = [];
  const corners = form.querySelector("[data-corners]");
  const mode = corners ? outlineMode() : thingsMode();

  for (const hidden of form.querySelectorAll("[data-with-script]")) hidden.hidden = false;
  mode.draw();
  form.addEventListener("input", () => mode.draw());
  form.addEventListener("change", () => mode.draw());
  undo.addEventListener("click", goBack);
  bench.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      goBack();
    }
  });

  // What both modes share

  function spot(x, y) {
    return [(x - left) * scale, (y - top) * scale];
  }

  function metres(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      svg.getScreenCTM().inverse(),
    );
    return [at.x / scale + left, at.y / scale + top];
  }

  // How many metres a pixel of the screen is.
  function pixel() {
    return 1 / (scale * (svg.getScreenCTM()?.a || 1));
  }

  function keep() {
    const now = mode.state();
    if (past.at(-1) !== now) past.push(now);
    undo.disabled = false;
  }

  function goBack() {
    const before = past.pop();
    undo.disabled = past.length === 0;
    if (before === undefined) return;
    const name = document.activeElement?.dataset?.name;
    mode.restore(before);
    mode.draw();
    if (name) own.querySelector(`[data-name="${name}"]`)?.focus();
    say(bench.dataset.sayUndone);
  }

  function say(words) {
    status.textContent = words;
  }

  function made(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  // A hand on something: pointer and keys, both undone by one step.
  function handle(element, name, { moved, pressed }) {
    element.classList.add("handle");
    element.dataset.name = name;
    element.setAttribute("tabindex", "0");
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      element.focus();
      keep();
      const isTurn = event.target.classList.contains("turn");
      const [startX, startY] = metres(event);
      const offset = mode.offset(name, startX, startY);
      own.querySelector(".held")?.classList.remove("held");
      const current = () => own.querySelector(`[data-name="${name}"]`) ?? element;
      current().classList.add("held");
      const move = (next) => {
        const [x, y] = metres(next);
        moved({ x: x - offset[0], y: y - offset[1], isFree: next.altKey, isTurn, at: [x, y] });
        mode.draw();
        current().classList.add("held");
      };
      const end = () => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", end);
        window.removeEventListener("pointercancel", end);
        current().classList.remove("held", "snapped");
        if (past.at(-1) === mode.state()) past.pop();
        undo.disabled = past.length === 0;
        say(current().getAttribute("aria-label"));
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", end);
      window.addEventListener("pointercancel", end);
    });
    element.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.shiftKey ? LEAP : STEP;
      const way = {
        ArrowLeft: [-step, 0],
        ArrowRight: [step, 0],
        ArrowUp: [0, -step],
        ArrowDown: [0, step],
      }[event.key];
      const before = mode.state();
      if (!pressed({ way, key: event.key, isBack: event.shiftKey })) return;
      event.preventDefault();
      event.stopPropagation();
      past.push(before);
      undo.disabled = false;
      mode.draw();
      const focused = own.querySelector(`[data-name="${name}"]`);
      focused?.focus();
      if (focused) say(focused.getAttribute("aria-label"));
    });
  }

  // Drawing the outline of a place, and the openings in it

  function outlineMode() {
    const openings = [...form.querySelectorAll("[data-opening]")];
    const field = (opening, name) => opening.querySelector(`[name$="-${name}"]`);
    corners.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=do]");
      if (!button) return;
      event.preventDefault();
      keep();
      const [verb, number] = button.value.split("-");
      (verb === "insert" ? insert : remove)(Number(number) - 1);
      draw();
    });

    function points() {
      return [...corners.rows].map((row) =>
        [...row.querySelectorAll("input")].map((input) =>
          input.value.trim() === "" ? NaN : Number(input.value.replace(",", ".")),
        ),
      );
    }

    function sound() {
      const all = points();
      return all.every((point) => point.every(Number.isFinite)) ? all : [];
    }

    function write(all) {
      while (corners.rows.length > Math.max(all.length, 1)) corners.rows[corners.rows.length - 1].remove();
      while (corners.rows.length < all.length) corners.append(corners.rows[0].cloneNode(true));
      [...corners.rows].forEach((row, index) => {
        const say = (words) => words.replace("{n}", index + 1);
        row.querySelector("th").textContent = index + 1;
        const [x, y] = row.querySelectorAll("input");
        [x.value, y.value] = (all[index] ?? [NaN, NaN]).map(shown);
        x.setAttribute("aria-label", say(corners.dataset.sayX));
        y.setAttribute("aria-label", say(corners.dataset.sayY));
        const [add, drop] = row.querySelectorAll("button");
        add.value = `insert-${index + 1}`;
        drop.value = `remove-${index + 1}`;
        add.setAttribute("aria-label", say(corners.dataset.sayInsert));
        drop.setAttribute("aria-label", say(corners.dataset.sayRemove));
      });
    }

    function insert(index) {
      const all = points();
      const [a, b] = [all[index], all[(index + 1) % all.length]];
      const half = Math.hypot(b[0] - a[0], b[1] - a[1]) / 2;
      all.splice(index + 1, 0, [round((a[0] + b[0]) / 2), round((a[1] + b[1]) / 2)]);
      for (const opening of openings) {
        const [wall, along] = [read(field(opening, "wall")), read(field(opening, "along"))];
        if (wall > index + 1) field(opening, "wall").value = wall + 1;
        else if (wall === index + 1 && along >= half) {
          field(opening, "wall").value = wall + 1;
          field(opening, "along").value = shown(along - half);
        }
      }
      write(all);
    }

    function remove(index) {
      const all = points();
      if (all.length < 2) return;
      all.splice(index, 1);
      for (const opening of openings) {
        const wall = read(field(opening, "wall"));
        if (wall > index && wall > 1) field(opening, "wall").value = wall - 1;
      }
      write(all);
    }

    function draw() {
      const all = sound();
      const active = document.activeElement?.dataset?.name;
      const isHeld = own.contains(document.activeElement);
      own.replaceChildren();
      if (all.length < 2) return;
      const units = all.map(([x, y]) => spot(x, y));
      const path = `M${units.map((unit) => unit.join(" ")).join("L")}z`;
      const breadth = Math.max(read(form.elements.wall) * scale || 0, 8);
      const certainty = form.elements.geometry.value;
      const wall = made("path", { class: `broad ${certainty}`, d: path, "stroke-width": breadth });
      if (certainty === "unknown") wall.setAttribute("stroke", "url(#bench-hatch)");
      own.append(wall);
      if (certainty === "contested")
        own.append(made("path", { class: "broad paper", d: path, "stroke-width": breadth * 0.35 }));
      openings.forEach((opening, number) => drawOpening(opening, number, all, breadth));
      all.forEach((point, index) => drawCorner(point, index));
      if (isHeld && active) own.querySelector(`[data-name="${active}"]`)?.focus();
    }

    function drawCorner([x, y], index) {
      const [cx, cy] = spot(x, y);
      const figure = made("text", { class: "on-disc", x: cx, y: cy + 9, "font-size": 28 });
      figure.textContent = index + 1;
      const grip = made("circle", { class: "grip", cx, cy, r: grasp() });
      const group = made(
        "g",
        {
          role: "button",
          "aria-label": bench.dataset.sayCorner
            .replace("{n}", index + 1)
            .replace("{x}", x.toFixed(2))
            .replace("{y}", y.toFixed(2)),
        },
        grip,
        made("circle", { class: "disc", cx, cy, r: 22 }),
        figure,
      );
      own.append(group);
      const set = (to) => {
        const all = points();
        all[index] = to.map(round);
        write(all);
      };
      handle(group, `corner-${index}`, {
        moved: ({ x, y, isFree }) => set(isFree ? [x, y] : drawnTo([x, y], index)),
        pressed: ({ way, key }) => {
          if (key === "Insert" || key === "+") insert(index);
          else if (key === "Delete" || key === "Backspace") remove(index);
          else if (way) {
            const at = points()[index];
            set([at[0] + way[0], at[1] + way[1]]);
          } else return false;
          return true;
        },
      });
    }

    // To the corner of a neighbour, else onto its wall, else level with the corners beside it.
    function drawnTo([x, y], index) {
      const reach = REACH * pixel();
      let best = null;
      const offer = (to, within) => {
        const far = Math.hypot(to[0] - x, to[1] - y);
        if (far <= within && (!best || far < best.far)) best = { far, to };
      };
      for (const polygon of snaps) for (const corner of polygon) offer(corner, reach);
      if (best) return best.to;
      for (const polygon of snaps)
        polygon.forEach((a, next) => offer(onto([x, y], a, polygon[(next + 1) % polygon.length]), reach));
      const all = points();
      const beside = [all[(index + 1) % all.length], all[(index + all.length - 1) % all.length]];
      const level = [x, y];
      for (const other of beside)
        for (const axis of [0, 1])
          if (Math.abs(other[axis] - [x, y][axis]) <= reach / 2) level[axis] = other[axis];
      return best ? best.to : level;
    }

    function drawOpening(opening, number, all, breadth) {
      const kind = field(opening, "kind").value;
      const [wall, along, width] = ["wall", "along", "width"].map((name) => read(field(opening, name)));
      if (!kind || field(opening, "DELETE")?.checked) return;
      if (!(wall >= 1 && wall <= all.length) || !Number.isFinite(along) || !(width > 0)) return;
      const [a, b] = [all[wall - 1], all[wall % all.length]];
      const long = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
      const at = (far) => spot(a[0] + ((b[0] - a[0]) * far) / long, a[1] + ((b[1] - a[1]) * far) / long);
      const d = `M${at(along).join(" ")}L${at(along + width).join(" ")}`;
      const certainty = field(opening, "certainty").value;
      const [cx, cy] = at(along + width / 2);
      const figure = made("text", { class: "number", x: cx, y: cy + 9, "font-size": 30 });
      figure.textContent = number + 1;
      const group = made(
        "g",
        {
          role: "button",
          "aria-label": bench.dataset.sayOpening
            .replace("{n}", number + 1)
            .replace("{w}", wall)
            .replace("{a}", along.toFixed(2)),
        },
        made("circle", { class: "grip", cx, cy, r: grasp() }),
        made("path", { class: "broad paper", d, "stroke-width": breadth * 1.1 }),
        made("path", { class: `${kind} ${certainty}`, d }),
        made("circle", { class: "sign", cx, cy, r: 24 }),
        figure,
      );
      own.append(group);
      const set = (wallNumber, far, length) => {
        field(opening, "wall").value = wallNumber;
        field(opening, "along").value = shown(Math.min(Math.max(far, 0), Math.max(length - width, 0)));
      };
      handle(group, `opening-${number}`, {
        moved: ({ at: hand }) => {
          let best = null;
          all.forEach((from, index) => {
            const to = all[(index + 1) % all.length];
            const on = onto(hand, from, to);
            const far = Math.hypot(on[0] - hand[0], on[1] - hand[1]);
            if (!best || far < best.far) best = { far, on, from, to, index };
          });
          const length = Math.hypot(best.to[0] - best.from[0], best.to[1] - best.from[1]);
          const centre = Math.hypot(best.on[0] - best.from[0], best.on[1] - best.from[1]);
          set(best.index + 1, Math.round((centre - width / 2) * 20) / 20, length);
        },
        pressed: ({ way }) => {
          if (!way) return false;
          set(wall, along + way[0] + way[1], long);
          return true;
        },
      });
    }

    return {
      draw,
      offset: (name, x, y) => {
        const [kind, number] = name.split("-");
        if (kind !== "corner") return [0, 0];
        const at = points()[number];
        return [x - at[0], y - at[1]];
      },
      state: () =>
        JSON.stringify([
          points(),
          openings.map((each) => ["wall", "along", "width"].map((name) => field(each, name).value)),
        ]),
      restore: (before) => {
        const [all, lines] = JSON.parse(before);
        write(all.map((point) => point.map((each) => each ?? NaN)));
        openings.forEach((each, number) =>
          ["wall", "along", "width"].forEach((name, place) => {
            field(each, name).value = lines[number][place];
          }),
        );
      },
    };
  }

  // Moving and turning what stands in a room

  function thingsMode() {
    const rows = new Map([...form.querySelectorAll("[data-thing]")].map((row) => [row.dataset.thing, row]));
    const field = (name, part) => rows.get(name).querySelector(`[name="${name}-${part}"]`);
    const value = (name) => ["x", "y", "rotation"].map((part) => read(field(name, part)));
    const drawn = [...own.querySelectorAll(".movable")].map((group) => group.id.replace("bench-", ""));
    for (const name of drawn) {
      const group = own.querySelector(`#bench-${name}`);
      const size = group.getBBox();
      group.setAttribute("role", "button");
      group.append(made("circle", { class: "disc turn", cx: 0, cy: size.y - 30, r: 20 }));
      handle(group, name, {
        moved: ({ x, y, isTurn, at }) => {
          const [ownX, ownY] = value(name);
          if (isTurn) {
            const angle = (Math.atan2(at[1] - ownY, at[0] - ownX) * 180) / Math.PI + 90;
            set(name, "rotation", (Math.round(angle / 5) * 5 + 360) % 360);
          } else {
            set(name, "x", Math.round(x * 100) / 100);
            set(name, "y", Math.round(y * 100) / 100);
          }
        },
        pressed: ({ way, key, isBack }) => {
          const [x, y, turn] = value(name);
          if (way) {
            set(name, "x", x + way[0]);
            set(name, "y", y + way[1]);
          } else if (key.toLowerCase() === "r") {
            set(name, "rotation", (turn + (isBack ? -15 : 15) + 360) % 360);
          } else return false;
          return true;
        },
      });
    }

    function set(name, part, number) {
      field(name, part).value = shown(number);
    }

    function draw() {
      for (const name of drawn) {
        const [x, y, turn] = value(name);
        const group = own.querySelector(`#bench-${name}`);
        if (![x, y].every(Number.isFinite)) continue;
        const [unitX, unitY] = spot(x, y);
        group.setAttribute("transform", `translate(${unitX} ${unitY}) rotate(${turn || 0})`);
        group.setAttribute(
          "aria-label",
          bench.dataset.sayThing
            .replace("{n}", rows.get(name).dataset.name)
            .replace("{x}", x.toFixed(2))
            .replace("{y}", y.toFixed(2))
            .replace("{r}", turn || 0),
        );
      }
    }

    return {
      draw,
      offset: (name, x, y) => {
        const [ownX, ownY] = value(name);
        return [x - ownX, y - ownY];
      },
      state: () => JSON.stringify(drawn.map((name) => [name, ["x", "y", "rotation"].map((part) => field(name, part).value)])),
      restore: (before) => {
        for (const [name, parts] of JSON.parse(before))
          ["x", "y", "rotation"].forEach((part, place) => {
            field(name, part).value = parts[place];
          });
      },
    };
  }

  // A finger needs 44 pixels, however small the drawing.
  function grasp() {
    return Math.max(22, 22 * pixel() * scale);
  }
}

function read(input) {
  const words = input?.value.trim() ?? "";
  return words === "" ? NaN : Number(words.replace(",", "."));
}

function round(number) {
  return Math.round(number * 1000) / 1000;
}

function shown(number) {
  return Number.isFinite(number) ? String(round(number)) : "";
}

// The nearest point of a wall.
function onto([x, y], a, b) {
  const [across, down] = [b[0] - a[0], b[1] - a[1]];
  const long = across * across + down * down || 1;
  const part = Math.min(1, Math.max(0, ((x - a[0]) * across + (y - a[1]) * down) / long));
  return [a[0] + across * part, a[1] + down * part];
}
