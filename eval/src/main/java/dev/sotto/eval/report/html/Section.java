package dev.sotto.eval.report.html;

/** A part of the page with a heading of its own. */
abstract class Section {
  private final String id;
  private final String heading;

  /**
   * @param id its anchor
   */
  Section(String id, String heading) {
    this.id = id;
    this.heading = heading;
  }

  final String id() {
    return id;
  }

  final String heading() {
    return heading;
  }

  /** Writes all but the heading. */
  abstract void write(Page page, HtmlWriter html);
}
