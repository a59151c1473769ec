package dev.sotto.eval.report.html;

import java.util.function.BiConsumer;

/**
 * A part of the page with a heading of its own.
 *
 * @param id its anchor
 * @param body writes all but the heading
 */
record Section(String id, String heading, BiConsumer<Page, HtmlWriter> body) {}
