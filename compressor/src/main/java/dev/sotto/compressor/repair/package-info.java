/**
 * What is done to the weights that stay: how the output projection of a block makes up for groups
 * that leave it, by moments of what it reads, block after block.
 */
package dev.sotto.compressor.repair;
