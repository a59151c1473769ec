package dev.sotto.runtime.session;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operators that exports of Whisper are made of: those found in the graphs of Optimum,
 * PyTorch's two exporters, ONNX Runtime's converter and model builder, sherpa-onnx and
 * transformers.js, quantised, fused and simplified, and their next of kin (the other comparisons
 * and reductions).
 *
 * <p>All of them compute a bounded number of elements from a bounded number. Missing on purpose:
 * loops and scans, recurrent networks, {@code Einsum}, sequences, maps, texts, random numbers, and
 * ONNX Runtime's searches, which no command runs.
 */
final class WhisperOperators {
  private static final String ARITHMETIC =
      """
      Abs Add Ceil Clip Cos Div Erf Exp Floor Gelu Log Max Min Mod Mul Neg Pow Reciprocal Relu
      Round Sigmoid Sign Sin Sqrt Sub Sum Tanh
      """;

  private static final String LOGIC =
      """
      And Equal Greater GreaterOrEqual If IsInf IsNaN Less LessOrEqual Not Or Where Xor
      """;

  private static final String LAYERS =
      """
      Attention Conv Dropout Gemm LayerNormalization LogSoftmax MatMul
      SimplifiedLayerNormalization Softmax
      """;

  private static final String REDUCTIONS =
      """
      ArgMax CumSum ReduceL2 ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
      """;

  private static final String SHAPES =
      """
      Cast CastLike Concat Constant ConstantOfShape Expand Flatten Gather GatherElements GatherND
      Identity OneHot Pad Range Reshape ScatterElements ScatterND Shape Size Slice Split Squeeze
      Tile Transpose Trilu Unsqueeze
      """;

  private static final String QUANTISED =
      """
      ConvInteger DequantizeLinear DynamicQuantizeLinear MatMulInteger QLinearConv QLinearMatMul
      QuantizeLinear
      """;

  /** Of the set {@code com.microsoft}. */
  private static final String FUSED =
      """
      Attention BiasAdd BiasGelu DecoderMaskedMultiHeadAttention DequantizeLinear
      DynamicQuantizeMatMul EmbedLayerNormalization FastGelu FusedConv FusedGemm FusedMatMul
      GatherBlockQuantized Gelu GroupQueryAttention MatMulBnb4 MatMulIntegerToFloat MatMulNBits
      MultiHeadAttention QAttention QEmbedLayerNormalization QGemm QLinearAdd QLinearMul
      QuantizeLinear QuickGelu SkipLayerNormalization SkipSimplifiedLayerNormalization
      """;

  static final Set<String> ALL =
      Stream.concat(
              Stream.of(ARITHMETIC, LOGIC, LAYERS, REDUCTIONS, SHAPES, QUANTISED)
                  .flatMap(WhisperOperators::words),
              words(FUSED).map(type -> "com.microsoft." + type))
          .collect(Collectors.toUnmodifiableSet());

  private WhisperOperators() {}

  private static Stream<String> words(String text) {
    return Stream.of(text.strip().split("\\s+", -1));
  }
}
