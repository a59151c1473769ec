package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.runtime.decode.ContextChoice;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.SilenceRule;
import dev.sotto.runtime.decode.Task;
import dev.sotto.runtime.session.Device;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.Operators;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a run depends on beside model and data, as JSON. */
public final class SettingsJson {
  private static final String LANGUAGE = "language";
  private static final String AUTO = "auto";
  private static final String MOST_TOKENS = "maxNewTokens";
  private static final String CONTEXT = "context";
  private static final String NO_SPEECH = "noSpeechThreshold";
  private static final String LOG_PROBABILITY = "logProbabilityThreshold";

  private SettingsJson() {}

  /** Settings of an evaluation that is to come. */
  public static void write(ObjectNode json, EvaluationSettings settings) {
    write(json, settings.session(), settings.decoding(), settings.batchSize());
  }

  public static void write(ObjectNode json, ModelRun run) {
    write(json, run.session(), run.decoding(), run.batchSize());
  }

  private static void write(
      ObjectNode json, SessionSettings session, DecodingOptions decoding, int batchSize) {
    json.put("device", session.device().key());
    json.put("threads", session.intraThreads());
    json.put("optimizationLevel", session.optimization().name());
    MemoryUse memory = session.memory();
    json.put("memoryArena", memory.arena());
    json.put("memoryPattern", memory.pattern());
    json.put("prepacking", memory.prepacking());
    json.put("constantFolding", memory.constantFolding());
    json.put("graphsTogether", memory.graphsTogether());
    json.put("batchSize", batchSize);
    json.put(LANGUAGE, decoding.language().orElse(AUTO));
    json.put("task", decoding.task().key());
    decoding.maxNewTokens().ifPresent(most -> json.put(MOST_TOKENS, most));
    json.put(CONTEXT, decoding.context().toString());
    SilenceRule silence = decoding.silence();
    silence.noSpeech().ifPresent(least -> json.put(NO_SPEECH, least));
    silence.logProbability().ifPresent(most -> json.put(LOG_PROBABILITY, most));
    SearchJson.write(json, decoding);
  }

  static ModelRun read(
      ResultFields fields,
      JsonNode json,
      Measurement speed,
      OptionalDouble encoderFlops,
      Optional<HallucinationProbe> probe) {
    String language = fields.text(json, LANGUAGE);
    int batchSize = fields.integer(json, "batchSize");
    SessionSettings session = session(fields, json);
    DecodingOptions decoding =
        new DecodingOptions(
            language.equals(AUTO) ? Optional.empty() : Optional.of(language),
            fields.constant(Task.class, json, "task"),
            fields.integerIfAny(json, MOST_TOKENS),
            // Results that do not speak of the rule were made without it.
            new SilenceRule(
                fields.numberIfAny(json, NO_SPEECH), fields.numberIfAny(json, LOG_PROBABILITY)),
            // Those that do not speak of windows had whole ones.
            json.has(CONTEXT)
                ? ContextChoice.parse(fields.text(json, CONTEXT))
                : ContextChoice.WHOLE,
            SearchJson.search(fields, json),
            SearchJson.fallback(fields, json),
            SearchJson.prompting(fields, json));
    return new ModelRun(session, decoding, batchSize, speed, encoderFlops, probe);
  }

  private static SessionSettings session(ResultFields fields, JsonNode json) {
    return new SessionSettings(
        Device.of(fields.text(json, "device")),
        fields.integer(json, "threads"),
        fields.constant(OptimizationLevel.class, json, "optimizationLevel"),
        new MemoryUse(
            fields.bool(json, "memoryArena"),
            fields.bool(json, "memoryPattern"),
            fields.bool(json, "prepacking"),
            fields.bool(json, "constantFolding"),
            fields.bool(json, "graphsTogether")),
        Operators.OF_WHISPER);
  }
}
