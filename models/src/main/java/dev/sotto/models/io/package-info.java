/**
 * Files and folders that appear whole or not at all: workspaces, marks, locks, identities, and how
 * long work tells how far it is.
 */
package dev.sotto.models.io;
