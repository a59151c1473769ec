/** Results for people: tables for the terminal and in Markdown, numbers with fitting units. */
package dev.sotto.eval.report;
