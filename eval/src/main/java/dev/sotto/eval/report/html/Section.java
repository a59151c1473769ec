package dev.sotto.eval.report.html;

/** A part of the page with a heading of its own. */
interface Section {
  /** Its anchor. */
  String id();

  String heading();

  /** Writes all but the heading. */
  void write(Page page, HtmlWriter html);
}
