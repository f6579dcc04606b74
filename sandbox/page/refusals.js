// What the server refuses, in the words of the page.

const WORDS = [
  [/^this invite link does not work/, "Ссылка-приглашение больше не действует"],
  [/^you were removed from this chat/, "Вас исключили из этой беседы, по ссылке не вернуться"],
  [/is restricted to write to this chat/, "Вам временно нельзя писать в эту беседу"],
  [/the chat is writing_disabled/, "Писать в эту беседу нельзя"],
  [/the chat is deleted/, "Беседа удалена"],
  [/the chat is moved_to_max/, "Беседа переехала в MAX"],
  [/the chat is full/, "В беседе нет свободных мест"],
  [/is not in this chat/, "Этого человека нет в беседе"],
  [/is in this chat already/, "Участник уже в беседе"],
  [/cannot come back by himself/, "Вернуться можно только по приглашению"],
  [/^no community with id|^no community /, "Такого сообщества здесь нет"],
  [/^no chat with peer_id/, "Такой беседы здесь нет"],
  [/at most 4096 characters/, "Сообщение длиннее 4096 символов"],
  [/sees no button/, "Этой кнопки больше нет"],
  [/messages of this community are switched off/, "Сообщество не принимает сообщения"],
  [/not an admin|may not/, "На это нет прав"],
];

export const inRussian = (words) => WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? words;
