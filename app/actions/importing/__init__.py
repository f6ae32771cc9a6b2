"""Taking in sheets: what a surface calls, in the order in which a person meets it.

The bench stands in ``app.reports.registers.bench``; what it says and is told stands here.

**Read, once.** ``bench = Bench.read(path, spec, sheets=(), cancelled=, progress=)`` in a worker
thread; ``ImportRefused`` says why a file cannot be read. ``bench.table.rows`` are the cells as they
stand in the file (``bench.row(line)``), ``bench.sheets`` the sheets to choose from (name, visible,
``is_read``, ``has_rows``, ``fits``); other sheets are another ``Bench.read``. Sheets of one heading
are read together as one table (``app.reports.registers.several``), their rows numbered through
(:mod:`app.actions.importing.lines`); ``sheet.where(line)`` says where a row stands.

**Recipe.** ``bench.recipe(reader)`` is what was remembered for this heading, or ``None``; then
``bench.sheet_of_recipe(reader)`` may name another sheet of the file that has such a heading.
``bench.follow(recipe)`` gives ``(SheetChoices, ImportOptions)`` to begin with, else begin with the
defaults. ``recipe.said(spec)`` shows it line by line.

**Look, as often as anything is changed.** ``looked = bench.look(ledger, choices, options)``, in a
worker thread; it reads no file, and 400 rows take less than 0.1 s. Nothing is written. Of many
rows ``bench.look_over(…)`` tells what is read before the rules have spoken, in a sixth of the time;
``bench.try_out(ledger, looked)`` lets them speak.

* ``looked.laid.heading`` (``first_line``, ``last_line``, ``above``: the title rows) and
  ``looked.laid.columns``: for each ``SheetColumn`` ``letters``, ``heading``, ``field`` (blank: left
  out), ``confidence`` 0–100 with its ``reason``, ``samples`` (masked), ``suggestion``.
* ``looked.preview.rows``: for each line ``state`` (``RowState.label`` in Chinese), ``draft`` (what
  would be stored), ``before`` (what it replaces), ``reasons`` (remarks too), ``faulty`` (field name
  to the reason why its cell cannot be read), ``doubtful``. ``counts`` always add up:
  read = new + changed + same + skipped + refused. ``remarks`` speak of the sheet as a whole,
  ``imported`` says when this very file was taken in and what it did then.
* ``looked.preview.dates`` and ``.words`` are the questions; ``.doubtful`` is the review list;
  ``candidates.candidates_for(reader, preview, row)`` gives one row's possible records with score
  and reason (for refused rows too: namesakes of somebody whose number is damaged).
* ``looked.preview.new_references``: names that will be added to other registers.

**What a person changes** are new ``choices`` or ``options`` (both immutable: ``replace``):

* ``SheetChoices(heading=(4, 5), columns={2: "id_number", 7: ""}, rows={14: True, 9: False},
  tab="department")``: the heading's lines, the field of a column (from 0, blank leaves it out),
  rows to be taken as data or skipped, the field for which the name on the tab stands.
* ``ImportOptions(key="id_number" | "name+born_on" | "", overwrite_blanks=False)``;
  ``with_key(options, spec, "姓名+出生日期")`` takes labels.
* answer to a ``DateQuestion``: ``date_orders={question.field: DateOrder.DMY}``.
* answer to a ``WordQuestion``: ``words={question.field: {question.key: resemblance.value}}``, or
  ``Word.NEW`` (as written), ``Word.BLANK`` (leave out).
* one row: ``rows={11: RowDecision(cells={"id_number": "…"})}`` types a cell, ``skip=True`` leaves
  the row out, ``belongs_to=candidate.record_id`` says who it is, ``is_new=True`` that it is nobody
  on file.

**Write.** ``taking_in.take_in(ledger, looked.preview)`` after a backup: one action.
``left_out.write_left_out(bench, looked, target)`` (``app.reports.registers.left_out``) saves what
was not taken, in the sheet's own columns with 没有写入的原因 at the end, to be mended and taken in
again.

**Remember.** ``draft = bench.recipe_from(name, choices, options)``, ``name`` proposed by
``bench.proposed_name()``; ``desk.act("keep_recipe", f"记住表格方案：{name}", lambda unit:
recipes.remember(unit, draft))``. ``recipes.recipes_of(reader, register)`` lists them, ``rename``
and ``forget`` are theirs; all are logged and undone like any action.

**Take back, days later.** ``undoing.changed_since(reader, action_id)`` lists the rows that changed
since; with none ``desk.undo(action_id)`` takes back all, else ``desk.undo_unchanged(action_id)``
takes back all but those, as one action. Afterwards the same file can be taken in anew.
"""
