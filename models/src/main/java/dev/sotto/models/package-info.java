/** What every package may use: the exception with its exit codes, and the version. */
package dev.sotto.models;
