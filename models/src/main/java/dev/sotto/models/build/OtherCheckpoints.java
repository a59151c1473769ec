package dev.sotto.models.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.safetensors.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Folders whose weights are in a form that is not read: what they hold, and the way to one that is.
 */
final class OtherCheckpoints {
  private static final String ADAPTER_CONFIG = "adapter_config.json";

  private static final String SAVE_AGAIN =
      "; save it as safetensors: in Python,"
          + " WhisperForConditionalGeneration.from_pretrained(FOLDER)"
          + ".save_pretrained(FOLDER, safe_serialization=True)";

  /** A file that gives a form away, and what to say of it. */
  private record Form(String file, String words) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "pytorch_model.bin", "a pickle of PyTorch, which can hold any code" + SAVE_AGAIN),
          new Form(
              "pytorch_model.bin.index.json",
              "pickles of PyTorch, which can hold any code" + SAVE_AGAIN),
          new Form(
              "flax_model.msgpack",
              "weights of Flax" + SAVE_AGAIN.replace("(FOLDER).", "(FOLDER, from_flax=True).")),
          new Form(
              "tf_model.h5",
              "weights of TensorFlow" + SAVE_AGAIN.replace("(FOLDER).", "(FOLDER, from_tf=True).")),
          new Form(
              "model.bin",
              "weights of CTranslate2 (faster-whisper); build from the model that they were made"
                  + " of"));

  private OtherCheckpoints() {}

  /**
   * Refuses a folder without safetensors that holds weights in another form.
   *
   * @throws SottoException naming the form and what to do
   */
  static void refuse(Path folder) {
    if (Files.exists(folder.resolve(SafetensorsFile.FILE_NAME))
        || Files.exists(folder.resolve(SafetensorsFile.INDEX_NAME))) {
      return;
    }
    if (Files.exists(folder.resolve(ADAPTER_CONFIG))) {
      refuseAdapter(folder);
    }
    for (Form form : FORMS) {
      if (Files.exists(folder.resolve(form.file))) {
        throw SottoException.badInput(
            folder,
            "expected " + SafetensorsFile.FILE_NAME + ", found " + form.file + ": " + form.words);
      }
    }
  }

  private static void refuseAdapter(Path folder) {
    ObjectNode config = JsonFiles.readObject(folder.resolve(ADAPTER_CONFIG));
    throw SottoException.badInput(
        folder,
        "holds a "
            + config.path("peft_type").asText("PEFT")
            + " adapter of "
            + config.path("base_model_name_or_path").asText("a model that it does not name")
            + ", no whole model; merge it into that first, with PEFT:"
            + " PeftModel.from_pretrained(base,"
            + " FOLDER).merge_and_unload().save_pretrained(MERGED)");
  }
}
