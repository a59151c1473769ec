package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.eval.probe.HeardSound;
import java.util.ArrayList;
import java.util.List;

/** What was heard in silence and noise, as JSON. */
final class ProbeJson {
  private static final String NO_SPEECH = "noSpeechProbability";

  private ProbeJson() {}

  static void write(ObjectNode json, HallucinationProbe probe) {
    json.put("seed", probe.seed());
    json.put("soundsWithText", probe.soundsWithText());
    json.put("words", probe.words());
    ArrayNode sounds = json.putArray("sounds");
    for (HeardSound heard : probe.sounds()) {
      ObjectNode sound = sounds.addObject();
      sound.put("sound", heard.sound());
      sound.put("seconds", heard.seconds());
      sound.put("text", heard.text());
      heard.noSpeechProbability().ifPresent(share -> sound.put(NO_SPEECH, share));
    }
  }

  static HallucinationProbe read(ResultFields fields, JsonNode json) {
    List<HeardSound> sounds = new ArrayList<>();
    for (JsonNode sound : fields.object(json, "sounds")) {
      sounds.add(
          new HeardSound(
              fields.text(sound, "sound"),
              fields.number(sound, "seconds"),
              fields.text(sound, "text"),
              fields.numberIfAny(sound, NO_SPEECH)));
    }
    return new HallucinationProbe(fields.whole(json, "seed"), sounds);
  }
}
