// Who one plays: the card with the switcher, the first screen, a new person.
import * as api from "./api.js";
import { byId, fill, h, icon, iconButton } from "./dom.js";
import { changed, fullName, go, me, on, roleOf, state } from "./state.js";
import { avatar } from "./text.js";
import { attempt } from "./toast.js";

const GROUPS = [
  ["Администраторы", ["region_admin", "municipal_admin", "school_admin", "owner"]],
  ["Учителя", ["class_teacher", "teacher"]],
  ["Родители", ["parent"]],
  ["Ученики", ["student"]],
  ["Посторонние", ["stranger"]],
];

/** People under the plural of their roles, administrators first, made-up people last. */
function groups() {
  const known = new Set(GROUPS.flatMap(([, notes]) => notes));
  const named = GROUPS.map(([title, notes]) => [title, notes.flatMap((note) => state.people.filter((person) => person.note === note))]);
  return [...named, ["Другие", state.people.filter((person) => !known.has(person.note))]].filter(([, members]) => members.length);
}

function drawMe() {
  const person = me();
  const choice = h(
    "select",
    {
      id: "person-select",
      "data-testid": "person-select",
      "aria-label": "Кто пишет: выберите человека",
      onchange: (event) => go(Number(event.target.value) || null, null),
    },
    h("option", { value: "" }, "Выберите человека"),
    groups().map(([title, members]) => h("optgroup", { label: title }, members.map((one) => h("option", { value: String(one.id) }, fullName(one))))),
  );
  choice.value = person ? String(person.id) : "";
  fill(
    byId("me"),
    h(
      "div",
      { class: "me-card" },
      avatar(person?.id ?? 7, person ? fullName(person) : "?", "middle"),
      h(
        "div",
        { class: "me-words" },
        h("div", { class: "me-name ellipsis" }, person ? fullName(person) : "Выберите человека"),
        h("div", { class: "role ellipsis" }, person ? roleOf(person) || "без роли" : "за кого писать"),
      ),
      icon("down", 18),
      choice,
    ),
    iconButton("plus", "Новый человек", askNewPerson, { "data-testid": "new-person" }),
  );
}

function drawFirstScreen() {
  const blank = byId("blank");
  blank.hidden = Boolean(state.talk && me());
  blank.className = me() ? "blank middle" : "blank";
  if (me()) {
    fill(blank, h("div", { class: "bubble-mark" }, icon("edit", 56)), h("p", {}, "Выберите, кому написать,"), h("p", {}, "или откройте присланную ссылку."));
    return;
  }
  fill(
    blank,
    h(
      "div",
      { class: "inner" },
      h("h1", {}, "Кто вы сегодня?"),
      h("p", { class: "lead" }, "Это ВКонтакте на вашем компьютере: наружу не уходит ничего. Выберите человека и напишите боту. Сменить человека можно в любую минуту."),
      groups().map(([title, members]) => [
        h("h2", {}, title),
        h("div", { class: "cast" }, members.map(personCard)),
      ]),
      h("button", { type: "button", class: "button quiet more", onclick: askNewPerson }, icon("plus", 18), "Новый человек"),
    ),
  );
}

const personCard = (person) =>
  h(
    "button",
    { type: "button", "data-testid": "person-card", "data-id": person.id, onclick: () => go(person.id, null) },
    avatar(person.id, fullName(person), "middle"),
    h("span", { class: "words" }, h("div", { class: "name ellipsis" }, fullName(person)), h("div", { class: "role ellipsis" }, roleOf(person) || "без роли")),
  );

function askNewPerson() {
  const first = h("input", { class: "field", name: "first", placeholder: "Имя", "aria-label": "Имя", required: true, maxlength: 40 });
  const last = h("input", { class: "field", name: "last", placeholder: "Фамилия", "aria-label": "Фамилия", required: true, maxlength: 40 });
  sheet("Новый человек", [first, last], "Создать", async () => {
    const made = await attempt(() => api.newPerson(first.value.trim(), last.value.trim()));
    if (!made) return false;
    state.people = await api.people();
    changed("people");
    go(made.id ?? made.person?.id, null);
    return true;
  });
}

/** A small dialog with one question; `done` says whether it may close. */
export function sheet(title, fields, verb, done) {
  const box = h("dialog", { "aria-label": title });
  const form = h(
    "form",
    {
      class: "sheet",
      method: "dialog",
      onsubmit: async (event) => {
        event.preventDefault();
        if (await done()) box.close();
      },
    },
    h("h2", {}, title),
    fields,
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "button quiet", onclick: () => box.close() }, "Отмена"),
      h("button", { type: "submit", class: "button" }, verb),
    ),
  );
  box.append(form);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

export function startPeople() {
  on("people", drawMe);
  on("people place", drawFirstScreen);
}
