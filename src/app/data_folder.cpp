#include "app/data_folder.hpp"

#include "journal/archive.hpp"
#include "journal/posix_storage.hpp"
#include "journal/recovery.hpp"

namespace trireme::app {
namespace {

using journal::LogKind;

// CLI11 shows the type name in the help; completion offers folders for it.
constexpr auto folder_type = "DIR";

void add_folder_option(CLI::App& command, std::string& folder, const std::string& description) {
    folder = default_data_folder;
    command.add_option("-d,--data", folder, description)
        ->envname(data_folder_variable)
        ->type_name(folder_type)
        ->capture_default_str();
}

}  // namespace

void add_data_option(CLI::App& command, std::string& folder) {
    add_folder_option(command, folder, "The data folder; made where missing");
}

void add_read_data_option(CLI::App& command, std::string& folder) {
    add_folder_option(command, folder, "The data folder of an engine, stopped or running; nothing in it is changed");
}

void add_data_argument(CLI::App& command, std::string& folder) {
    command.add_option("folder", folder, "The data folder of an engine, stopped or running; nothing in it is changed")
        ->type_name(folder_type)
        ->required();
}

Result<std::unique_ptr<journal::Storage>> open_data_folder(const std::string& folder) {
    return journal::open_posix_storage(folder, journal::FolderPolicy::make_if_missing);
}

Result<std::unique_ptr<journal::Storage>> open_existing_journal(const std::string& folder) {
    TRIREME_TRY_ASSIGN(auto storage, journal::open_posix_storage(folder, journal::FolderPolicy::must_exist));
    TRIREME_TRY_ASSIGN(const auto live, journal::list_segments(*storage, LogKind::commands));
    TRIREME_TRY_ASSIGN(const auto archived, journal::list_archived_segments(*storage, LogKind::commands));
    if (live.empty() && archived.empty()) {
        return fail(ErrorCode::not_found, "there is no journal in {}: expected segment files in {}",
                    storage->path_of(""), storage->path_of(journal::folder_of(LogKind::commands)));
    }
    return storage;
}

}  // namespace trireme::app
