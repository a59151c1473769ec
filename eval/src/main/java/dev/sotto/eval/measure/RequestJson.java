package dev.sotto.eval.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.SilenceRule;
import dev.sotto.runtime.decode.Task;
import dev.sotto.runtime.session.Device;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.Operators;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;

/** A request on its way from parent to child, both of the same version of Sotto. */
final class RequestJson {
  private RequestJson() {}

  static ObjectNode write(MeasuringRequest request) {
    ObjectNode json = JsonFiles.newObject();
    json.put("model", absolute(request.model()));
    json.put("rounds", request.rounds());
    write(json.putArray("windows"), request.windows());
    write(json.putArray("transcribed"), request.transcribed());
    ObjectNode session = json.putObject("session");
    SessionSettings settings = request.session();
    session.put("device", settings.device().key());
    session.put("intraThreads", settings.intraThreads());
    session.put("optimization", settings.optimization().name());
    session.put("memoryArena", settings.memory().arena());
    session.put("memoryPattern", settings.memory().pattern());
    session.put("prepacking", settings.memory().prepacking());
    session.put("constantFolding", settings.memory().constantFolding());
    session.put("graphsTogether", settings.memory().graphsTogether());
    session.put("operators", settings.operators().allowed());
    ObjectNode decoding = json.putObject("decoding");
    request.decoding().language().ifPresent(language -> decoding.put("language", language));
    decoding.put("task", request.decoding().task().name());
    request.decoding().maxNewTokens().ifPresent(most -> decoding.put("maxNewTokens", most));
    SilenceRule silence = request.decoding().silence();
    silence.noSpeech().ifPresent(least -> decoding.put("noSpeech", least));
    silence.logProbability().ifPresent(most -> decoding.put("logProbability", most));
    return json;
  }

  static MeasuringRequest read(JsonNode json) {
    JsonNode session = json.path("session");
    JsonNode decoding = json.path("decoding");
    return new MeasuringRequest(
        Path.of(json.path("model").asText()),
        new SessionSettings(
            Device.of(session.path("device").asText()),
            session.path("intraThreads").intValue(),
            OptimizationLevel.valueOf(session.path("optimization").asText()),
            new MemoryUse(
                session.path("memoryArena").booleanValue(),
                session.path("memoryPattern").booleanValue(),
                session.path("prepacking").booleanValue(),
                session.path("constantFolding").booleanValue(),
                session.path("graphsTogether").booleanValue()),
            Operators.allowing(session.path("operators").asText()),
            Optional.empty()),
        clips(json.path("windows")),
        json.path("rounds").intValue(),
        clips(json.path("transcribed")),
        new DecodingOptions(
            Optional.ofNullable(decoding.path("language").textValue()),
            Task.valueOf(decoding.path("task").asText()),
            decoding.has("maxNewTokens")
                ? OptionalInt.of(decoding.path("maxNewTokens").intValue())
                : OptionalInt.empty(),
            new SilenceRule(number(decoding, "noSpeech"), number(decoding, "logProbability"))));
  }

  private static OptionalDouble number(JsonNode json, String key) {
    return json.has(key) ? OptionalDouble.of(json.get(key).doubleValue()) : OptionalDouble.empty();
  }

  /** The child runs in another folder. */
  private static String absolute(Path path) {
    return path.toAbsolutePath().toString();
  }

  private static void write(ArrayNode array, List<AudioPart> clips) {
    for (AudioPart clip : clips) {
      ObjectNode json = array.addObject();
      json.put("file", absolute(clip.file()));
      json.put("start", clip.start());
      clip.seconds().ifPresent(seconds -> json.put("seconds", seconds));
    }
  }

  private static List<AudioPart> clips(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(RequestJson::clip).toList();
  }

  private static AudioPart clip(JsonNode json) {
    return new AudioPart(
        Path.of(json.path("file").asText()),
        json.path("start").doubleValue(),
        json.has("seconds")
            ? OptionalDouble.of(json.path("seconds").doubleValue())
            : OptionalDouble.empty());
  }
}
