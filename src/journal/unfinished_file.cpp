#include "journal/unfinished_file.hpp"

namespace trireme::journal {

std::string unfinished_name(std::string_view name) { return fmt::format("{}{}", name, unfinished_suffix); }

Result<std::unique_ptr<File>> create_unfinished(Storage& storage, std::string_view name, std::uint64_t size) {
    const std::string unfinished = unfinished_name(name);
    TRIREME_TRY(remove_if_there(storage, unfinished));
    return storage.create(unfinished, size);
}

Result<void> finish_file(Storage& storage, std::string_view name) {
    return storage.rename(unfinished_name(name), name);
}

Result<std::vector<std::string>> remove_unfinished(Storage& storage, std::string_view folder) {
    TRIREME_TRY_ASSIGN(std::vector<std::string> removed, storage.remove_half_made(folder));
    TRIREME_TRY_ASSIGN(const auto names, storage.list(folder));
    for (const std::string& name : names) {
        if (name.ends_with(unfinished_suffix)) {
            TRIREME_TRY(storage.remove(fmt::format("{}/{}", folder, name)));
            removed.push_back(name);
        }
    }
    for (std::string& name : removed) {
        if (name.ends_with(unfinished_suffix)) {
            name.resize(name.size() - unfinished_suffix.size());
        }
        name = fmt::format("{}/{}", folder, name);
    }
    return removed;
}

Result<void> remove_if_there(Storage& storage, std::string_view name) {
    auto removed = storage.remove(name);
    if (!removed && removed.error().code == ErrorCode::not_found) {
        return {};
    }
    return removed;
}

}  // namespace trireme::journal
