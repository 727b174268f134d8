# Reads cmake/modules.txt into global properties:
#   TRIREME_MODULES            every module, in the order of the table
#   TRIREME_ALLOWED_<module>   what that module may declare

include_guard(GLOBAL)

function(_trireme_read_module_table table)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${table}")
    file(STRINGS "${table}" lines REGEX "^[a-z]")
    set(known "")
    foreach(line IN LISTS lines)
        if(NOT line MATCHES "^([a-z_]+):(.*)$")
            message(FATAL_ERROR "${table}: expected `module: dependencies`, got `${line}`")
        endif()
        set(module "${CMAKE_MATCH_1}")
        string(STRIP "${CMAKE_MATCH_2}" allowed)
        string(REGEX REPLACE " +" ";" allowed "${allowed}")
        if(allowed STREQUAL "*")
            set(allowed "${known}")
        endif()
        foreach(dependency IN LISTS allowed)
            if(NOT dependency IN_LIST known)
                message(FATAL_ERROR "${table}: `${module}` lists `${dependency}`, which does not stand above it")
            endif()
        endforeach()
        set_property(GLOBAL PROPERTY TRIREME_ALLOWED_${module} "${allowed}")
        list(APPEND known "${module}")
    endforeach()
    set_property(GLOBAL PROPERTY TRIREME_MODULES "${known}")
endfunction()

_trireme_read_module_table("${CMAKE_CURRENT_LIST_DIR}/modules.txt")

# Stops the configuration when `module` declares something that its row does not list.
function(trireme_check_module_dependencies module)
    get_property(modules GLOBAL PROPERTY TRIREME_MODULES)
    if(NOT module IN_LIST modules)
        message(FATAL_ERROR "module `${module}` has no row in cmake/modules.txt")
    endif()
    get_property(allowed GLOBAL PROPERTY TRIREME_ALLOWED_${module})
    foreach(dependency IN LISTS ARGN)
        if(NOT dependency IN_LIST allowed)
            list(JOIN allowed " " allowed)
            message(FATAL_ERROR "module `${module}` declares `${dependency}`, "
                                "but cmake/modules.txt allows it only: ${allowed}")
        endif()
    endforeach()
endfunction()
