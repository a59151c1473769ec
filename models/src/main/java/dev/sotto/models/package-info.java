/** What every module shares: the exception with its exit codes. */
package dev.sotto.models;
