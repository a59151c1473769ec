package dev.sotto.models;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Factors of the matrices of {@link SmallExport} and its like. */
public final class SmallFactors {
  private static final String MATRICES = ".*\\.(fc1|fc2|[qkv]_proj|out_proj)\\.weight";

  private SmallFactors() {}

  /** Whether a role is a matrix of a block. */
  public static boolean isMatrix(String role) {
    return role.matches(MATRICES);
  }

  /** Small random factors of every matrix of a block, named as a plan has them. */
  public static Map<String, Tensor> random(Map<String, Tensor> weights, int rank) {
    Random random = new Random(5);
    Map<String, Tensor> factors = new TreeMap<>();
    weights.forEach(
        (role, weight) -> {
          if (isMatrix(role)) {
            long[] shape = weight.shape();
            String left = role + ".left";
            String right = role + ".right";
            factors.put(left, SmallExport.tensor(left, random, shape[0], rank));
            factors.put(right, SmallExport.tensor(right, random, rank, shape[1]));
          }
        });
    return factors;
  }

  /** Each matrix itself and an identity: factors whose product is exactly the matrix. */
  public static Map<String, Tensor> exact(Map<String, Tensor> weights) {
    Map<String, Tensor> factors = new TreeMap<>();
    weights.forEach(
        (role, weight) -> {
          if (isMatrix(role)) {
            int in = (int) weight.shape()[1];
            float[] identity = new float[in * in];
            for (int i = 0; i < in; i++) {
              identity[i * in + i] = 1;
            }
            factors.put(role + ".left", weight.withName(role + ".left"));
            factors.put(role + ".right", matrix(role + ".right", identity, in, in));
          }
        });
    return factors;
  }

  /** The products {@code U V} by role. */
  public static Map<String, Tensor> products(Map<String, Tensor> factors) {
    Map<String, Tensor> products = new TreeMap<>();
    factors.forEach(
        (name, left) -> {
          if (name.endsWith(".left")) {
            String role = name.substring(0, name.length() - ".left".length());
            products.put(role, product(role, left, factors.get(role + ".right")));
          }
        });
    return products;
  }

  private static Tensor product(String role, Tensor left, Tensor right) {
    int out = (int) left.shape()[0];
    int rank = (int) left.shape()[1];
    int in = (int) right.shape()[1];
    FloatBuffer u = left.bytes().asFloatBuffer();
    FloatBuffer v = right.bytes().asFloatBuffer();
    float[] product = new float[out * in];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in; j++) {
        double sum = 0;
        for (int k = 0; k < rank; k++) {
          sum += (double) u.get(i * rank + k) * v.get(k * in + j);
        }
        product[i * in + j] = (float) sum;
      }
    }
    return matrix(role, product, out, in);
  }

  private static Tensor matrix(String name, float[] values, long rows, long columns) {
    return new Tensor(
        name, ElementType.FLOAT, new long[] {rows, columns}, TensorData.ofFloats(values));
  }

  /** What a model holds whose matrices are products of {@code factors}. */
  public static Map<String, Tensor> held(Map<String, Tensor> weights, Map<String, Tensor> factors) {
    Map<String, Tensor> held = new TreeMap<>(weights);
    products(factors).keySet().forEach(held::remove);
    held.putAll(factors);
    return held;
  }
}
