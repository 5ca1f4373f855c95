#include "run/run_folder.h"

#include "base/file.h"
#include "record/record.h"
#include "run/artefacts.h"

enum status run_folder_remove(const char *folder, struct error *error) {
    enum status status = record_remove(folder, error);
    for (long i = 0; artefacts_names[i] != NULL && status == STATUS_OK; i++)
        status = file_remove(folder, artefacts_names[i], error);
    return status;
}
