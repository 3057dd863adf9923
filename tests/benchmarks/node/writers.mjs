// ExcelJS and SheetJS (with styles: xlsx-js-style) for rendering.py.
// One line of JSON in: {library, forms, folder}; one line out: {cpu} in seconds for all forms.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const LETTERS = "ABCDEFGHI";
const address = (row, column) => `${LETTERS[column - 1]}${row}`;
const isMerged = ([top, left, bottom, right]) => top < bottom || left < right;

function exceljsLook(style) {
  const line = { style: "thin", color: { argb: "FF000000" } };
  return {
    font: { name: style.font, size: style.size, bold: style.bold },
    alignment: { horizontal: style.horizontal, vertical: "middle", wrapText: true },
    numFmt: style.number,
    ...(style.box && { border: { left: line, right: line, top: line, bottom: line } }),
  };
}

async function exceljs({ default: ExcelJS }, { styles, widths, title }, sheet, path) {
  const book = new ExcelJS.Workbook();
  const made = book.addWorksheet(title);
  widths.forEach((width, index) => (made.getColumn(index + 1).width = width));
  const looks = styles.map(exceljsLook);
  for (const [row, height] of sheet.heights) made.getRow(row).height = height;
  for (const [area, value, style, formula] of sheet.cells) {
    const [top, left, bottom, right] = area;
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++)
        made.getCell(row, column).style = looks[style];
    if (isMerged(area)) made.mergeCells(top, left, bottom, right);
    if (formula) made.getCell(top, left).value = { formula, result: value };
    else if (value !== null) made.getCell(top, left).value = value;
  }
  await book.xlsx.writeFile(path);
}

function sheetjsLook(style) {
  const line = { style: "thin", color: { rgb: "000000" } };
  return {
    font: { name: style.font, sz: style.size, bold: style.bold },
    alignment: { horizontal: style.horizontal, vertical: "center", wrapText: true },
    numFmt: style.number,
    ...(style.box && { border: { left: line, right: line, top: line, bottom: line } }),
  };
}

function sheetjs({ default: XLSX }, { styles, widths, title }, sheet, path) {
  const looks = styles.map(sheetjsLook);
  const made = { "!merges": [], "!rows": [], "!cols": widths.map((wch) => ({ wch })) };
  for (const [row, height] of sheet.heights) made["!rows"][row - 1] = { hpt: height };
  let last = 1;
  for (const [area, value, style, formula] of sheet.cells) {
    const [top, left, bottom, right] = area;
    last = Math.max(last, bottom);
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++)
        made[address(row, column)] = { t: "s", v: "", s: looks[style] };
    const cell = made[address(top, left)];
    if (value !== null) Object.assign(cell, { t: typeof value === "number" ? "n" : "s", v: value });
    if (formula) cell.f = formula;
    if (isMerged(area))
      made["!merges"].push({ s: { r: top - 1, c: left - 1 }, e: { r: bottom - 1, c: right - 1 } });
  }
  made["!ref"] = `A1:${LETTERS[widths.length - 1]}${last}`;
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, made, title);
  XLSX.writeFile(book, path, { compression: true });
}

const WRITE = { exceljs, "xlsx-js-style": sheetjs };
const loaded = {};

for await (const line of createInterface({ input: process.stdin })) {
  const { library, forms, folder } = JSON.parse(line);
  loaded[library] ??= await import(library);
  const { sheets, ...looks } = JSON.parse(readFileSync(forms, "utf-8"));
  const start = process.cpuUsage();
  for (const [index, sheet] of sheets.entries())
    await WRITE[library](loaded[library], looks, sheet, `${folder}/${index}.xlsx`);
  const { user, system } = process.cpuUsage(start);
  console.log(JSON.stringify({ cpu: (user + system) / 1e6 }));
}
