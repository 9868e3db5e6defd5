// The npm package telegram-test-api 4.2.1 as an outside judge, patched as its limits need (it knows nine methods of 2024).
'use strict';
const routes = require('telegram-test-api/lib/routes/index').routes;
const TelegramServer = require('telegram-test-api');

const ok = (app, path, answer) => app.all(path, (req, res) => res.json({ ok: true, result: answer(req) }));
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

routes.unshift((app, server) => {
  // getMe leaves out is_bot; results that are null are true or a message in the real Bot API.
  ok(app, '/bot:token/getMe', () => ({ id: 666, is_bot: true, first_name: 'Judge', username: 'JudgeBot' }));
  ok(app, '/bot:token/setMyCommands', () => true);
  ok(app, '/bot:token/answerCallbackQuery', (req) => { console.log(JSON.stringify({ answered: req.body })); return true; });
  ok(app, '/bot:token/editMessageText', (req) => { server.editMessageText(req.body); return true; });
  ok(app, '/bot:token/editMessageReplyMarkup', (req) => { server.editMessageReplyMarkup(req.body); return true; });
  // getUpdates never waits: a poller would spin 330 times a second.
  app.all('/bot:token/getUpdates', async (req, res) => {
    const found = server.getUpdates(req.params.token);
    if (!found.length) await pause(100);
    res.json({ ok: true, result: found });
  });
});

const formatted = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const made = formatted(update);
  if (made.callback_query) made.callback_query.chat_instance = '1';
  return made;
};

// A webhook that refuses its posts would end the judge.
process.on('unhandledRejection', (fault) => console.log(JSON.stringify({ refused: fault.message })));

new TelegramServer({ port: Number(process.argv[2]), host: '127.0.0.1', storeTimeout: 3600 }).start()
  .then(() => console.log(JSON.stringify({ listening: true })));
