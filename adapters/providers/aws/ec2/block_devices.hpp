// Block devices: a machine's volumes as the numbered parameters of a call, merged by device with those that the form
// has already: of a device that is there each parameter is replaced.
//
//     set_volume(form, "LaunchTemplateData.", root, "/dev/xvda");
//     add_volume(form, "LaunchTemplateData.", volume);  // at its own device
//
// `prefix` stands before the names of all parameters. Pure.
#pragma once

#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/template/volume.hpp"

namespace hf::aws {

void set_volume(Form& form, const std::string& prefix, const Volume& volume, const std::string& device);

// The same for a volume beside the root device. It ends with its machine, unless the form says otherwise.
void add_volume(Form& form, const std::string& prefix, const Volume& volume);

}  // namespace hf::aws
