// Marks drawn on a photograph: by mouse and finger, or by the keyboard. The points stand in the form, in
// per cent, as somebody without a script would type them; what is drawn here is what the form says.

const SPACE = "http://www.w3.org/2000/svg";
const WIDE = 1000;
const NEAR = 24; // pixels: a finger that comes this close to a point takes it

const board = document.querySelector("[data-marks]");
const fields = document.querySelector("[data-mark-form] form")?.elements;

if (board && fields) {
  const { x, y, more_points: more } = fields;
  const picture = board.querySelector(".marks");
  const svg = board.querySelector("svg");
  const high = svg.viewBox.baseVal.height;
  const said = board.querySelector("[data-said]");
  const draft = svg.appendChild(document.createElementNS(SPACE, "g"));
  let cross = [50, 50];
  let held = -1;

  const read = () => {
    if (x.value === "" || y.value === "") return [];
    const rest = more.value.split(";").map((part) => part.trim().split(/[\s,]+/).map(Number));
    return [[Number(x.value), Number(y.value)], ...rest.filter((point) => point.length === 2)];
  };

  const write = (points) => {
    const [first, ...rest] = points;
    [x.value, y.value] = first ?? ["", ""];
    more.value = rest.map((point) => point.join(" ")).join("; ");
    draw();
  };

  const shape = (name, kind, facts) => {
    const made = draft.appendChild(document.createElementNS(SPACE, name));
    made.setAttribute("class", kind);
    for (const [fact, value] of Object.entries(facts)) made.setAttribute(fact, value);
  };

  const place = ([left, top]) => [(left / 100) * WIDE, (top / 100) * high];

  const draw = () => {
    draft.replaceChildren();
    const points = read().map(place);
    const line = points.map((point) => point.join(",")).join(" ");
    shape("polyline", "mark-halo", { points: line });
    shape("polyline", "mark-line mark-draft", { points: line });
    for (const [cx, cy] of points) shape("circle", "mark-handle", { cx, cy, r: 12 });
    if (document.activeElement !== picture) return;
    const [cx, cy] = place(cross);
    const arms = `M${cx - 40} ${cy}H${cx + 40}M${cx} ${cy - 40}V${cy + 40}`;
    shape("path", "mark-halo", { d: arms });
    shape("path", "mark-line", { d: arms });
  };

  const say = (number, [left, top]) => {
    const words = { number, x: Math.round(left), y: Math.round(top) };
    said.textContent = board.dataset.point.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
  };

  const within = (value) => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;

  const under = (event) => {
    const box = picture.getBoundingClientRect();
    const left = ((event.clientX - box.left) / box.width) * 100;
    return [within(left), within(((event.clientY - box.top) / box.height) * 100)];
  };

  const nearest = (event) => {
    const box = picture.getBoundingClientRect();
    return read().findIndex(([left, top]) => {
      const across = (left / 100) * box.width + box.left - event.clientX;
      const down = (top / 100) * box.height + box.top - event.clientY;
      return Math.hypot(across, down) < NEAR;
    });
  };

  picture.tabIndex = 0;
  picture.setAttribute("role", "application");
  picture.setAttribute("aria-label", board.dataset.label);
  board.querySelector("[data-help]").hidden = false;

  let moved = false;
  picture.addEventListener("pointerdown", (event) => {
    moved = false;
    held = event.target.matches(".mark-handle") ? nearest(event) : -1;
    if (held >= 0) picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (held < 0) return;
    moved = true;
    write(read().map((point, number) => (number === held ? under(event) : point)));
  });
  picture.addEventListener("pointerup", () => {
    held = -1;
  });
  picture.addEventListener("click", (event) => {
    if (moved) return;
    // A tap on the first point closes the line around something.
    const points = read();
    const point = points.length > 2 && nearest(event) === 0 ? points[0] : under(event);
    write([...points, point]);
    say(points.length + 1, point);
  });

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  picture.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const points = read();
    if (step) {
      const far = event.shiftKey ? 10 : 1;
      cross = cross.map((part, axis) => within(part + step[axis] * far));
      say(points.length + 1, cross);
      draw();
    } else if (event.key === "Enter" || event.key === " ") {
      write([...points, cross]);
      say(points.length + 1, cross);
    } else if (event.key === "Backspace") {
      write(points.slice(0, -1));
    } else {
      return;
    }
    event.preventDefault();
  });
  picture.addEventListener("focus", draw);
  picture.addEventListener("blur", draw);
  for (const field of [x, y, more]) field.addEventListener("input", draw);
  draw();
}
