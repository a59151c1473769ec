package dev.sotto.compressor.train.weights;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Transposition;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Roles;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The weights of a model in training, by role, in the order of the graphs. */
public record Parameters(Map<String, Parameter> byRole) {
  public Parameters {
    byRole = Collections.unmodifiableMap(byRole);
  }

  /**
   * Copies the weights of an export, each in its logical form.
   *
   * @throws SottoException if one is not float32 or not finite, or is a factor of another, which
   *     the graphs that are trained do not have
   */
  public static Parameters of(WhisperModel model) {
    for (String role : model.weights().keySet()) {
      if (Roles.isFactor(role)) {
        throw SottoException.badInput(
            model.folder().folder(),
            "has two low-rank factors in place of %s, which cannot be trained or calibrated: use"
                    .formatted(Roles.whole(role))
                + " the model from which they were made");
      }
    }
    Map<String, Parameter> byRole = new LinkedHashMap<>();
    model.weights().values().forEach(weight -> byRole.put(weight.role(), parameter(weight)));
    return new Parameters(byRole);
  }

  /** Parameters of the given roles and shapes. */
  public static Parameters of(Collection<Parameter> parameters) {
    Map<String, Parameter> byRole = new LinkedHashMap<>();
    parameters.forEach(parameter -> byRole.put(parameter.role(), parameter));
    return new Parameters(byRole);
  }

  private static Parameter parameter(LogicalWeight weight) {
    FloatBuffer from = weight.float32().bytes().asFloatBuffer();
    long[] shape = weight.shape();
    Parameter parameter = Parameter.zeros(weight.role(), shape);
    FloatBuffer to = parameter.floats();
    if (weight.first().form().transposed()) {
      Transposition.copy(from, to, (int) shape[1], (int) shape[0]);
    } else {
      to.put(from);
    }
    for (int i = 0; i < parameter.elements(); i++) {
      if (!Float.isFinite(to.get(i))) {
        throw SottoException.badInput(
            weight.role(), "holds a weight that is not a finite number; the model is damaged");
      }
    }
    return parameter;
  }

  public Collection<Parameter> all() {
    return byRole.values();
  }

  public Optional<Parameter> find(String role) {
    return Optional.ofNullable(byRole.get(role));
  }

  /**
   * The parameter of a role that every Whisper has.
   *
   * @throws SottoException if this model lacks it
   */
  public Parameter get(String role) {
    return find(role)
        .orElseThrow(
            () -> SottoException.badInput("model", "expected a weight " + role + ", found none"));
  }
}
