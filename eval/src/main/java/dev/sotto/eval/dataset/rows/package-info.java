/**
 * Files that somebody else wrote, row by row: lines of text or JSON, and tables. Files are UTF-8; a
 * byte order mark and line ends of Windows are allowed.
 *
 * <p>A language or speaker that is blank is not known, and a whole number names a speaker or a
 * pair. Ids that the data gives are unique; those that are made up of paths and line numbers get
 * {@code #2} and so on where another row has them.
 */
package dev.sotto.eval.dataset.rows;
