/**
 * What an ONNX graph would compute for inputs of given shapes, without computing it: the shape of
 * every value, and the elements of the small integer tensors that shapes are made from. One class
 * per family of operators; no real number is ever calculated.
 */
package dev.sotto.models.shape;
