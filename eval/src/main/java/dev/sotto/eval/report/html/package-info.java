/**
 * Results as one page for people: a single HTML file that needs nothing else, neither network nor
 * scripts.
 *
 * <p>{@link dev.sotto.eval.report.html.Page} holds what is shown, {@link
 * dev.sotto.eval.report.html.HtmlReport} writes it, and each part of the page is a class of its
 * own. Everything goes through {@code HtmlWriter}, so names and texts from files stay text. The
 * page is well-formed XML as well as HTML, so that any parser can check it.
 */
package dev.sotto.eval.report.html;
